import { readFileSync } from 'node:fs';
import { describeAccount } from '../../../shared/domain/catalog/mapping/account.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';
import type { CollectedCatalog } from '../../../shared/application/collectCatalog.ts';
import type { AttributeBy, Catalog } from '../../../shared/domain/catalog/schema.ts';
import { collectFolder, describeWithData } from '../../support/sources.ts';

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as unknown;

function catalogIn(collected: CollectedCatalog): Catalog {
  if ('faults' in collected) throw new Error(JSON.stringify(collected.faults.slice(0, 5)));
  return collected.catalog;
}

const CMS = 'cms-qhp-2014';
describeWithData(CMS, 'the catalogue cms-2014', () => {
  let collected: CollectedCatalog;
  let catalog: Catalog;

  beforeAll(async () => {
    const folder = 'catalogs/cms2014';
    collected = await collectFolder(CMS, readJson(`${folder}/mapping.json`), readJson(`${folder}/catalog.json`));
    catalog = catalogIn(collected);
  });

  it('has every plan and every plan in every county', () => {
    expect([catalog.plans.length, catalog.offers?.rows.length]).toEqual([1_280, 39_915]);
  });

  it('leaves nothing that was not understood', () => {
    const summaries = collected.accounts.flatMap(({ values }) =>
      values.map(({ summary }) => summary.notUnderstood.total),
    );
    expect(summaries.reduce((sum, total) => sum + total, 0)).toBe(0);
    expect(collected.accounts.flatMap(describeAccount).join('\n')).toMatch(
      /copayPrimary \(.*\): 795 read \(795 by a phrase\), 485 unknown/,
    );
  });

  it('knows a premium where its plan has one, and never 0', () => {
    const plans = new Map(catalog.plans.map((plan) => [plan.planId, plan]));
    for (const { planId, values = {} } of catalog.offers!.rows) {
      const households = plans.get(planId)!.values!.households as string[];
      expect(typeof values.premiumChild).toBe(households.includes('childOnly') ? 'number' : 'object');
      expect(typeof values.premiumAdult40).toBe(households.includes('adult') ? 'number' : 'object');
      expect(Object.values(values)).not.toContain(0);
    }
  });

  it('has counties of one spelling each', () => {
    const counties = new Set(catalog.offers!.rows.map(({ values }) => values?.county as string));
    const folded = new Set([...counties].map((county) => county.toLowerCase().replace(/[^a-z]/g, '')));
    expect([...counties].filter((county) => county === county.toUpperCase())).toEqual([]);
    expect(folded.size).toBe(counties.size);
    for (const name of ['DeKalb', 'McPherson', "O'Brien", 'St. Louis City', 'Prince of Wales-Hyder'])
      expect(counties).toContain(name);
  });

  it('cleans names and addresses, and gives silver plans the costs of their reduction', () => {
    const texts = catalog.plans
      .flatMap(({ name, values }) => [name, values?.benefitsUrl])
      .filter((text) => typeof text === 'string');
    expect(texts.filter((text) => /\s{2}|[\r\n«á]|^\s|\s$/.test(text))).toEqual([]);
    const silver = catalog.plans.find(({ planId }) => planId === '38344AK0570002')!;
    expect(silver.values).toMatchObject({ deductible: 2500, deductible73: 2000, deductible87: 750, deductible94: 250 });
    const bronze = catalog.plans.find(({ planId }) => planId === '38344AK0570001')!;
    expect(bronze.values).toMatchObject({ deductible: 5250, deductible94: 5250, childDental: true });
    expect(bronze.values).not.toHaveProperty('drugDeductible');
  });

  it('answers: catastrophic plans are for people under 30, premiums those of the age', () => {
    const compiled = compileCatalog(catalog);
    const ask = (age: number) =>
      recommend(compiled, {
        responses: { state: 'AZ', county: 'Pima', household: 'adult', age, budget: { max: 300 } },
        limit: 100,
      });
    const young = ask(25);
    const older = ask(35);
    const metals = ({ plans }: ReturnType<typeof ask>) => new Set(plans?.map(({ attributes }) => attributes.metal));
    expect([metals(young).has('Catastrophic'), metals(older).has('Catastrophic')]).toEqual([true, false]);
    expect(young.total).toBeGreaterThan(older.total);
    for (const plan of older.plans ?? []) expect(plan.attributes.premiumAdult30).toBeLessThanOrEqual(300);
  });

  it('chooses each of the 36 premiums by household and age', () => {
    const budget = catalog.questions.find(({ id }) => id === 'budget')!;
    const leaves = (by: string | AttributeBy): string[] =>
      typeof by === 'string' ? [by] : Object.values(by.map).flatMap(leaves);
    const premiums = catalog.attributes.filter(({ id }) => id.startsWith('premium')).map(({ id }) => id);
    expect([...new Set(leaves(budget.attributeBy!))].sort()).toEqual(premiums.sort());
    expect(premiums).toHaveLength(36);
  });
});

const EC2 = 'ec2-2017';
describeWithData(EC2, 'the catalogue ec2-2017', () => {
  it('has every offer under an id made of type, region and system, and each word spelt once', async () => {
    const catalog = catalogIn(await collectFolder(EC2, readJson('catalogs/ec22017/mapping.json')));
    expect(catalog.plans).toHaveLength(5_894);
    expect(catalog.plans.map(({ planId }) => planId)).toContain('m4.xlarge/eu-west-1/linux');
    const declared = catalog.attributes.find(({ id }) => id === 'networkSpeed')!.values!.map(({ value }) => value);
    const speeds = new Set(catalog.plans.flatMap(({ values }) => values?.networkSpeed ?? []));
    expect([...speeds].every((speed) => declared.includes(speed as string))).toBe(true);
    const processors = new Set(catalog.plans.map(({ values }) => values?.processor));
    expect([...processors].filter((processor) => String(processor).includes('*'))).toEqual([]);
  });
});
