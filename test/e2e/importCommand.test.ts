import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
      useCases.importCatalog({ ...MOBILE, catalog: JSON.parse(text) as unknown }),
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
    ['no UTF-8', Buffer.from('{"title": "\xff"}', 'latin1'), /utf-8/],
  ])('says of a file that is %s what is wrong', async (_name, content, message) => {
    const { code, stdout, stderr } = await importMobile(write(content));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
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
});
