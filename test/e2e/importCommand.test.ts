import { bodyOf } from '../support/catalogBody.ts';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { exampleCatalog } from '../../shared/domain/catalog/example.ts';
import type { Catalog, Plan } from '../../shared/domain/catalog/schema.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';
import { withApp } from '../support/withApp.ts';

const TENANT = { tenantId: 'default' };
const MOBILE = { ...TENANT, catalogId: 'mobile' };
const PLANS = 50_000;

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function runImport(...args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['scripts/import.ts', ...args], { env: { PATH: process.env.PATH } });
    const ended: Ended = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (ended.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (ended.stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ended, code }));
  });
}

describe('npm run import', () => {
  let folder: TemporaryFolder;
  let dataDir: string;

  beforeEach(() => {
    folder = createTemporaryFolder();
    dataDir = join(folder.path, 'data');
  });

  afterEach(() => folder.remove());

  function write(content: string | Uint8Array): string {
    const file = join(folder.path, 'catalog.json');
    writeFileSync(file, content);
    return file;
  }

  const importMobile = (file: string, ...args: string[]) =>
    runImport('--data', dataDir, '--catalog', 'mobile', ...args, file);

  it('explains itself', async () => {
    const { code, stdout } = await runImport('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('npm run import -- --catalog ID [options] FILE');
  });

  it.each([
    [['--catalog', 'mobile'], 'Name the file'],
    [['file.json'], '--catalog'],
    [['--catalog', 'mobile', 'a.json', 'b.json'], 'One file at a time'],
    [['--colour', 'a.json'], "Unknown option '--colour'"],
    [['--profile'], 'Name the file to profile'],
    [['--catalog', 'mobile', '--write', 'm.json', 'a.csv'], '--write goes with --profile'],
    [['--profile', '--encoding', 'ebcdic', 'a.csv'], '--encoding takes utf-8 or latin1'],
  ])('refuses the command line %j', async (args, message) => {
    const { code, stderr } = await runImport(...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) as string });
  });

  it('makes a data folder with the catalogue active, then further versions', async () => {
    const first = await importMobile(write(JSON.stringify(exampleCatalog)));
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Version 1 of mobile .*\nIt is active\.\n$/s) as string,
    });

    const again = await importMobile(write(JSON.stringify(exampleCatalog, null, 2)));
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing was changed') as string });

    const second = await importMobile(write(JSON.stringify({ ...exampleCatalog, title: 'Other' })));
    expect(second).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('/api/manage/catalogs/mobile/versions/2/activate') as string,
    });

    await withApp(dataDir, async ({ useCases }) => {
      const { versions } = await useCases.listVersions(MOBILE);
      expect(versions.map(({ version, active }) => [version, active])).toEqual([
        [2, false],
        [1, true],
      ]);
      const request = { responses: { region: 'north', network: ['A'], budget: { max: 25 }, travel: ['fr', 'pt'] } };
      const { plans } = await useCases.getShortlist({ ...MOBILE, request });
      expect(plans?.map(({ planId }) => planId)).toEqual(['p2', 'p1']);
    });
  });

  it('leaves the keys of the server for the server to make', async () => {
    await importMobile(write(JSON.stringify(exampleCatalog)));
    expect(readdirSync(dataDir).filter((name) => name.includes('key'))).toEqual([]);
  });

  it(`takes ${PLANS} plans that come before their attributes, and stores what HTTP would store`, async () => {
    const plans = Array.from({ length: PLANS }, (_, index): Plan => {
      const { values } = exampleCatalog.plans[index % 3]!;
      return { planId: `p${index}`, name: `Plan ${index}`, values: { ...values, monthlyPrice: (index % 9_000) / 100 } };
    });
    const definition: Partial<Catalog> = { ...exampleCatalog };
    delete definition.plans;
    const text = JSON.stringify({ plans, ...definition });
    expect(text.startsWith('{"plans":')).toBe(true);

    const { code, stderr } = await importMobile(write(text), '--tenant', 'acme');
    expect(code).toBe(0);
    for (const step of ['Reading the definition', 'Reading plans', 'Compiling 50,000 plans', 'Storing']) {
      expect(stderr).toMatch(new RegExp(`^${step}`, 'm'));
    }
    const imported = await withApp(dataDir, ({ useCases }) => useCases.listVersions({ ...MOBILE, tenantId: 'acme' }));
    expect(imported.versions).toMatchObject([{ version: 1, active: true, plans: PLANS }]);

    const overHttp = await withApp(join(folder.path, 'other'), ({ useCases }) =>
      useCases.importCatalog({ ...MOBILE, body: bodyOf(JSON.parse(text) as unknown) }),
    );
    expect(imported.versions[0]?.digest).toBe(overHttp.digest);
  });

  it('keeps ids such as __proto__ and numbers such as -0 as JSON.parse does', async () => {
    const text = `{"attributes": [{"id": "__proto__", "type": "number"}], "questions": [],
      "plans": [{"planId": "__proto__", "name": "\\ud83d\\ude00", "values": {"__proto__": -0}}]}`;
    expect(await importMobile(write(text))).toMatchObject({ code: 0 });
    const plan = await withApp(dataDir, ({ useCases }) => useCases.getPlan({ ...MOBILE, planId: '__proto__' }));
    expect(plan.name).toBe('\u{1F600}');
    expect(Object.entries(plan.attributes)).toEqual([['__proto__', 0]]);
  });

  it('shows the first 20 faults, counts the rest, and changes nothing', async () => {
    const plans = Array.from({ length: 30 }, (_, index) => ({ planId: `p${index}`, name: 1 }));
    const faulty = { ...exampleCatalog, plans, questions: [{ id: 'x' }], ranking: [], segments: [], offers: undefined };
    const { code, stdout } = await importMobile(write(JSON.stringify(faulty)));
    expect(code).toBe(1);
    expect(stdout).toContain('has 34 faults. Nothing was changed.');
    expect(stdout).toContain('/questions/0/text  missing_field');
    expect(stdout).toContain('/plans/15/name  wrong_type');
    expect(stdout).not.toContain('/plans/16/name');
    expect(stdout).toContain('... and 14 more');
    expect(existsSync(dataDir)).toBe(false);
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ['cut off', '{"plans": [{"planId": "a"', /it ends too early/],
    ['followed by more', '{"plans": []} {}', /Unexpected "\{"/],
    ['no JSON inside plans', '{"plans": [{"planId": a}]}', /Unexpected "a".*after byte 20/],
    ['an array', '[{"planId": "a"}]', /a catalogue is an object/],
    ['with plans twice', '{"plans": [], "plans": []}', /"plans" twice/],
    ['with rows twice', '{"offers": {"rows": []}, "plans": [], "offers": {"rows": [1]}}', /"offers\/rows" twice/],
    ['empty', '', /it ends too early/],
    ['no UTF-8', Buffer.from('{"title": "\xff"}', 'latin1'), /UTF-8/],
  ])('says of a file that is %s what is wrong', async (_name, content, message) => {
    const { code, stdout, stderr } = await importMobile(write(content));
    expect(code).toBe(1);
    expect(stdout).toContain('one fault. Nothing was changed.');
    expect(stdout).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(existsSync(dataDir)).toBe(false);
  });

  it('says that a file cannot be read', async () => {
    const { code, stderr } = await importMobile(join(folder.path, 'none.json'));
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('cannot be read') as string });
  });

  it('refuses a catalogue id that no route could name', async () => {
    const { code, stderr } = await runImport('--data', dataDir, '--catalog', 'a\nb', write('{}'));
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('catalogue id') as string });
  });

  it('is refused while a server has the folder, except for a dry run', async () => {
    const file = write(JSON.stringify(exampleCatalog));
    await withApp(dataDir, async ({ useCases }) => {
      const refused = await importMobile(file);
      expect(refused).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('A server is running on this data folder') as string,
      });
      const dry = await importMobile(file, '--dry-run');
      expect(dry).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('is a valid catalogue of 3 plans') as string,
      });
      expect(await useCases.listCatalogs(TENANT)).toEqual({ catalogs: [] });
    });
  });

  it('checks offers against plans, whichever come first', async () => {
    const { plans, offers, ...definition } = exampleCatalog;
    const rows = [...offers!.rows, { planId: 'p9', values: { region: 'north' } }, { planId: 'p2', values: {} }];
    for (const faulty of [
      { plans, ...definition, offers: { requires: ['region'], rows } },
      { offers: { rows, requires: ['region'] }, ...definition, plans },
    ]) {
      const { code, stdout } = await importMobile(write(JSON.stringify(faulty)), '--dry-run');
      expect(code).toBe(1);
      expect(stdout).toContain('has 2 faults');
      expect(stdout).toContain('/offers/rows/4/planId  unknown_plan');
      expect(stdout).toContain('/offers/rows/5/values/region  unknown_market');
    }
  });

  it('only checks in a dry run, faults included', async () => {
    expect(await importMobile(write(JSON.stringify(exampleCatalog)), '--dry-run')).toMatchObject({ code: 0 });
    const faulty = await importMobile(write('{"attributes": [], "questions": []}'), '--dry-run');
    expect(faulty).toMatchObject({ code: 1, stdout: expect.stringContaining('/plans  missing_field') as string });
    expect(existsSync(dataDir)).toBe(false);
  });

  describe('with CSV', () => {
    const csv = 'sku,name,price,network\np1,One,"$1,009.50",A\np2,Two,$5,B\np3,Three,N/A,A\n';

    function writeAs(name: string, content: string | Uint8Array): string {
      const file = join(folder.path, name);
      writeFileSync(file, content);
      return file;
    }

    it('writes a first mapping, which imports as it is', async () => {
      const file = writeAs('plans.csv.gz', gzipSync(csv));
      const mapping = join(folder.path, 'mapping.json');
      const profiled = await runImport('--profile', '--write', mapping, file);
      expect(profiled).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/price: money.*unknown: "N\/A".*5 to 1009.5/) as string,
      });
      expect(await runImport('--profile', '--write', mapping, file)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('cannot be written') as string,
      });

      const imported = await importMobile(file, '--mapping', mapping);
      expect(imported).toMatchObject({ code: 0, stdout: expect.stringContaining('It is active.') as string });
      expect(imported.stdout).toContain('price: 2 read, 1 unknown by the mapping');
      const plan = await withApp(dataDir, ({ useCases }) => useCases.getPlan({ ...MOBILE, planId: 'p1' }));
      expect(plan.attributes).toMatchObject({ price: 1009.5 });
    });

    it('writes faults into a file, with the definition beside the mapping', async () => {
      const catalog = { attributes: [{ id: 'price', type: 'number' }], questions: [] };
      writeAs('catalog.json', JSON.stringify(catalog));
      const mapping = writeAs(
        'mapping.json',
        JSON.stringify({ catalog: 'catalog.json', plans: { planId: 'sku', name: 'name', values: { price: 'price' } } }),
      );
      const file = writeAs('plans.csv', csv);
      const faults = join(folder.path, 'faults.json');
      const { code, stdout } = await importMobile(file, '--mapping', mapping, '--faults', faults);
      expect(code).toBe(1);
      expect(stdout).toContain('rows/2/columns/price  not_understood');
      expect(JSON.parse(readFileSync(faults, 'utf8'))).toMatchObject({
        total: 3,
        errors: [{ path: 'rows/2/columns/price' }, {}, {}],
      });
      expect(existsSync(dataDir)).toBe(false);

      await importMobile(file, '--mapping', mapping, '--dry-run');
      expect(existsSync(`${file}.faults.json`)).toBe(true);
    });

    it('needs a mapping, in JSON', async () => {
      const file = writeAs('plans.csv', csv);
      expect(await importMobile(file)).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('needs a mapping') as string,
      });
      const broken = await importMobile(file, '--mapping', writeAs('mapping.json', '{'));
      expect(broken).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('mapping.json is no JSON') as string,
      });
    });

    it('takes files of a folder, and none outside of it', async () => {
      const source = join(folder.path, 'source');
      mkdirSync(source);
      writeAs('secret.csv', csv);
      writeAs(join('source', 'plans.csv'), csv);
      const plans = (file: string) => ({ file, planId: 'sku', name: 'name', values: {} });
      const write = (file: string) =>
        writeAs('mapping.json', JSON.stringify({ catalog: { attributes: [], questions: [] }, plans: plans(file) }));
      expect(await importMobile(source, '--mapping', write('plans.csv'), '--dry-run')).toMatchObject({ code: 0 });
      const outside = await importMobile(source, '--mapping', write('../secret.csv'), '--dry-run');
      expect(outside).toMatchObject({ code: 1, stdout: expect.stringContaining('/plans  no_file') as string });
    });
  });
});
