import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import { describeAccount } from '../../../shared/domain/catalog/mapping/account.ts';
import { collect, gzip } from '../../support/sources.ts';
import { csv, definition, mapping } from './fixtures.ts';

async function catalogOf(...args: Parameters<typeof collect>) {
  const collected = await collect(...args);
  if ('faults' in collected) throw new Error(JSON.stringify(collected.faults));
  return collected.catalog;
}

const plan = (rule: Record<string, unknown>, type: string, cell: string, name = 'a') =>
  collect(
    { 'plans.csv': `id,${name}\np1,${JSON.stringify(cell).replaceAll('\\"', '""').replaceAll('\\n', '\n')}\n` },
    {
      catalog: { attributes: [{ id: 'a', type }], questions: [] },
      plans: { planId: 'id', name: 'id', values: { a: { column: name, ...rule } } },
    },
  );

describe('a value', () => {
  it.each<[string, Record<string, unknown>, string, unknown]>([
    ['number', {}, '12.50', 12.5],
    ['number', {}, ' 1,234 ', 1234],
    ['number', { decimal: ',' }, '1.234,5', 1234.5],
    ['number', { factor: 0.01 }, '7', 0.07],
    ['number', { as: 'money' }, '$5,250', 5250],
    ['number', { as: 'money' }, 'EUR 9.90', 9.9],
    ['number', { as: 'money' }, '9.90€', 9.9],
    ['number', { as: 'percent' }, '20 %', 20],
    ['number', { as: 'money', unknown: ['included in MEDICAL'] }, 'Included  in Medical', undefined],
    ['number', { words: { 'No Charge': 0, '#': '#' } }, 'no charge', 0],
    ['number', { words: { '# Copay before deductible': '#' } }, '$20 Copay before Deductible', 20],
    ['number', { words: { '# Copay and #% Coinsurance': '#2' } }, '$20 Copay and 30% Coinsurance', 30],
    ['number', { units: { GB: 1, TB: 1000 } }, '1.5 TB', 1500],
    ['number', { date: 'DD.MM.YYYY' }, '2.7.2024', 2024.5],
    ['category', { date: 'MM/DD/YYYY' }, '07/02/2024', '2024-07-02'],
    ['category', { case: 'title' }, 'ST.\n LOUIS', 'St. Louis'],
    ['category', { case: 'title', words: { obrien: "O'Brien" } }, 'OBRIEN', "O'Brien"],
    ['category', { replace: { '*': '' } }, 'v3**', 'v3'],
    ['category', {}, '', undefined],
    ['category', { words: { '': 'none' } }, '', 'none'],
    ['boolean', {}, 'Yes', true],
    ['boolean', { yes: ['X'], no: [''] }, '', false],
    ['boolean', { yes: ['X'], no: [''] }, 'x', true],
    ['set', {}, 'a, b,a,', ['a', 'b']],
    ['set', { separator: '|', words: { b: null, all: ['x', 'y'] } }, 'a|b', ['a']],
    ['set', { separator: '|', words: { all: ['x', 'y'] } }, 'All', ['x', 'y']],
    ['set', {}, '', undefined],
    ['text', {}, 'say "hi"', 'say "hi"'],
  ])('of type %s by %j from %j is %j', async (type, rule, cell, value) => {
    expect(await plan(rule, type, cell)).toMatchObject({
      catalog: { plans: [{ planId: 'p1', values: value === undefined ? {} : { a: value } }] },
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['number', {}, '$5'],
    ['number', { as: 'money' }, '5%'],
    ['number', { as: 'money' }, '5 per month'],
    ['number', {}, '1,23'],
    ['number', { units: { GB: 1 } }, '5'],
    ['number', {}, '1e999'],
    ['boolean', {}, 'perhaps'],
  ])('of type %s by %j is not read from %j, unless that is to mean unknown', async (type, rule, cell) => {
    expect(await plan(rule, type, cell)).toMatchObject({
      faults: [{ path: 'rows/2/columns/a', code: 'not_understood' }],
    });
    const lenient = await plan({ ...rule, notUnderstood: 'unknown' }, type, cell);
    expect(lenient).toMatchObject({ catalog: { plans: [{ values: {} }] } });
    expect(lenient.accounts.flatMap(describeAccount).join('\n')).toContain(
      `not understood: 1 x ${JSON.stringify(cell)}`,
    );
  });

  it('may be made of several columns, of the first that is not empty, or be the same in every row', async () => {
    const catalog = { attributes: ['a', 'b', 'c'].map((id) => ({ id, type: 'category' })), questions: [] };
    const values = { a: { columns: ['x', 'y'], between: '/' }, b: { firstOf: ['y', 'x'] }, c: { constant: 'z' } };
    const read = await catalogOf(
      { 'p.csv': 'id,x,y\np1,1,\np2,1,2\n' },
      { catalog, plans: { planId: 'id', name: 'id', values } },
    );
    expect(read.plans.map((each) => each.values)).toEqual([
      { b: '1', c: 'z' },
      { a: '1/2', b: '2', c: 'z' },
    ]);
  });

  it('may belong to an attribute that is called __proto__', async () => {
    const catalog = { attributes: [{ id: '__proto__', type: 'number' }], questions: [] };
    const values = JSON.parse('{"__proto__": "x"}') as unknown;
    const read = await catalogOf({ 'p.csv': 'id,x\np1,1\n' }, { catalog, plans: { planId: 'id', name: 'id', values } });
    expect(Object.entries(read.plans[0]!.values!)).toEqual([['__proto__', 1]]);
  });
});

describe('a catalogue', () => {
  const rows = csv('p1,One,"$5,250",A,fr|es,yes,"a\nb"', '', 'p2,Two,,,,,');
  const plans = [
    {
      planId: 'p1',
      name: 'One',
      values: { price: 5250, network: 'A', countries: ['fr', 'es'], esim: true, terms: 'a b' },
    },
    { planId: 'p2', name: 'Two', values: {} },
  ];

  it.each([
    ['CSV', { 'p.csv': rows }],
    ['CSV with a byte order mark', { 'p.csv': `\ufeff${rows}` }],
    ['CSV with mixed line ends', { 'p.csv': rows.replaceAll('\n', '\r\n').replace('\r\n', '\n') }],
    ['gzip', { 'p.csv.gz': gzip(rows) }],
    ['blank rows', { 'p.csv': `\n${rows}\n,,,,,,\n` }],
  ])('comes out of %s', async (_name, files) => {
    expect((await catalogOf(files, mapping)).plans).toEqual(plans);
  });

  it('comes out of Latin-1 and other delimiters', async () => {
    const bytes = Buffer.from('id;name\np1;Caf\xe9 \x80\n', 'latin1');
    const own = {
      catalog: definition,
      plans: { encoding: 'latin1', delimiter: ';', planId: 'id', name: 'name', values: {} },
    };
    expect((await catalogOf({ 'p.csv': bytes }, own)).plans).toEqual([{ planId: 'p1', name: 'Café €', values: {} }]);
  });

  it('comes out of NDJSON records, nested ones too', async () => {
    const line = JSON.stringify({
      id: 'p1',
      about: { name: 'One' },
      price: 5,
      esim: false,
      countries: ['fr', 'fr'],
      network: 7,
    });
    const values = { price: 'price', esim: 'esim', countries: 'countries', network: 'network' };
    const own = { catalog: definition, plans: { planId: 'id', name: 'about.name', values } };
    const read = await catalogOf({ 'p.ndjson': `${line}\n\n` }, own);
    expect(read.plans).toEqual([
      { planId: 'p1', name: 'One', values: { price: 5, esim: false, countries: ['fr'], network: '7' } },
    ]);
    expect((await catalogOf({ 'p.json': `[${line}]` }, own)).plans).toEqual(read.plans);
  });

  it('is the same in JSON and NDJSON, with its offers', async () => {
    const { plans: inside, offers, ...rest } = exampleCatalog;
    const { rows: offerRows, ...requires } = offers!;
    const lines = [{ ...rest, offers: requires }, ...inside, ...offerRows]
      .map((line) => JSON.stringify(line))
      .join('\n');
    expect(await catalogOf({ 'c.ndjson': lines })).toEqual(exampleCatalog);
    expect(await catalogOf({ 'c.json': JSON.stringify({ offers, ...rest, plans: inside }) })).toEqual(exampleCatalog);
    expect(await catalogOf({ 'c.json.gz': gzip(JSON.stringify(exampleCatalog)) })).toEqual(exampleCatalog);
  });

  it('has plans, offers and lookups of several files', async () => {
    const catalog = {
      ...definition,
      questions: [...definition.questions, { id: 'zip', text: 'Zip?', kind: 'single', effect: 'context' }],
      offers: { requires: ['network'] },
    };
    const files = {
      'plans.csv': 'id,name\np1,One\np2,Two\n',
      'offers.csv': 'plan,net,area\np1,a,n\np2,A,n\np1,b,s\n',
      'prices.csv': 'plan,where,price\np1,n,1\np2,n,\n',
      'zip.csv': 'zip,net,city\n1,A,x\n1,A,y\n2,B,z\n',
    };
    const own = {
      catalog: 'catalog.json',
      plans: { file: 'plans.csv', planId: 'id', name: 'name', values: {} },
      offers: {
        file: 'offers.csv',
        joins: [{ file: 'prices.csv', on: { area: 'where', plan: 'plan' }, whenMissing: 'unknown' }],
        planId: 'plan',
        values: { network: { column: 'net', case: 'upper' }, price: 'price' },
      },
      lookups: { file: 'zip.csv', from: { zip: 'zip' }, to: { network: 'net' } },
    };
    const collected = await collect(files, own, { 'catalog.json': catalog });
    expect(collected).toMatchObject({
      catalog: {
        plans: [{ planId: 'p1' }, { planId: 'p2' }],
        offers: {
          requires: ['network'],
          rows: [
            { planId: 'p1', values: { network: 'A', price: 1 } },
            { planId: 'p2', values: { network: 'A', price: null } },
            { planId: 'p1', values: { network: 'B', price: null } },
          ],
        },
        lookups: [
          {
            from: ['zip'],
            to: ['network'],
            rows: [
              ['1', 'A'],
              ['2', 'B'],
            ],
          },
        ],
      },
    });
    expect(collected.accounts.flatMap(describeAccount)).toEqual(
      expect.arrayContaining([
        'offers.csv: 3 rows -> 3 offers',
        '  1 rows without a row in prices.csv: its columns are unknown',
      ]),
    );
  });

  it('has plan and offer of one row, where rows repeat the plan', async () => {
    const file = { 'all.csv': 'id,name,net,price\np1,One,A,1\np1,One,B,2\np2,Two,A,3\n' };
    const own = {
      catalog: { ...definition, offers: { requires: ['network'] } },
      plans: { planId: 'id', name: 'name', values: {}, repeated: true },
      offers: { planId: 'id', values: { network: 'net', price: 'price' } },
    };
    const read = await catalogOf(file, own);
    expect(read.plans.map(({ planId }) => planId)).toEqual(['p1', 'p2']);
    expect(read.offers?.rows.map(({ values }) => values?.price)).toEqual([1, 2, 3]);
  });
});
