import { gzipSync } from 'node:zlib';
import { AppError } from '../../../shared/domain/errors.ts';
import { IMPORT_RULES } from '../../../shared/application/largeImports/importRules.ts';
import type { ImportView } from '../../../shared/application/useCases.ts';
import { createWorld, inCatalog, refusal, refusalCode, smallCatalog, T, type Instance } from './harness.ts';

let world: ReturnType<typeof createWorld>;
let app: Instance;
beforeEach(() => {
  world = createWorld();
  app = world.start();
});
afterEach(() => world.dispose());

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const commandOf = ({ importId }: ImportView) => ({ ...inCatalog, importId });

/** Opens an import of one file and uploads it in parts of a few bytes. */
async function upload(content: Uint8Array, name = 'catalog.json', partBytes = 64): Promise<ImportView> {
  const opened = await app.openImport({ ...inCatalog, files: [name] });
  for (let part = 1, at = 0; at < content.length; part++, at += partBytes) {
    await app.addImportPart({ ...commandOf(opened), file: name, part, bytes: content.subarray(at, at + partBytes) });
  }
  return opened;
}

const catalogBytes = (): Uint8Array => bytesOf(JSON.stringify(smallCatalog()));

/** Names of everything uploaded that is still stored. */
async function partsLeft(opened: ImportView): Promise<boolean> {
  return (await world.objects.get(['imports', T, opened.importId, '0', '1'])) !== undefined;
}

describe('a large import', () => {
  it('is uploaded in parts, started, done in the background, and leaves no upload behind', async () => {
    const opened = await upload(gzipSync(catalogBytes()), 'catalog.json.gz');
    expect(opened).toMatchObject({ status: 'uploading', catalogId: inCatalog.catalogId, result: null });
    expect(await app.startImport(commandOf(opened))).toMatchObject({ status: 'waiting' });
    await app.continueImports();
    const done = await app.getImport(commandOf(opened));
    expect(done).toMatchObject({ status: 'done', result: { version: 1, active: true, created: true }, faults: [] });
    await app.continueImports();
    expect(await partsLeft(opened)).toBe(false);
    expect((await app.listVersions(inCatalog)).versions).toMatchObject([{ version: 1, plans: 3 }]);
  });

  it('takes parts in any order, and one of them again', async () => {
    const content = catalogBytes();
    const opened = await app.openImport({ ...inCatalog, files: ['c.json'] });
    const half = content.length >> 1;
    const part = (number: number, bytes: Uint8Array) =>
      app.addImportPart({ ...commandOf(opened), file: 'c.json', part: number, bytes });
    await part(2, content.subarray(half));
    expect((await refusal(app.startImport(commandOf(opened)))).details.faults).toMatchObject([
      { code: 'missing_part' },
    ]);
    await part(1, bytesOf('something else'));
    await part(1, content.subarray(0, half));
    expect(await app.getImport(commandOf(opened))).toMatchObject({ files: [{ parts: 2, bytes: content.length }] });
    await app.startImport(commandOf(opened));
    await app.continueImports();
    expect(await app.getImport(commandOf(opened))).toMatchObject({ status: 'done' });
  });

  it('counts a part that was not stored as missing, also one that was there before', async () => {
    const opened = await upload(catalogBytes(), 'catalog.json', 1e6);
    const part = { ...commandOf(opened), file: 'catalog.json', part: 1, bytes: catalogBytes() };
    jest.spyOn(world.objects, 'put').mockRejectedValueOnce(new AppError('store_unavailable'));
    expect(await refusalCode(app.addImportPart(part))).toBe('store_unavailable');
    const error = await refusal(app.startImport(commandOf(opened)));
    expect(error.details.faults).toMatchObject([{ path: '/files/0', code: 'missing_part' }]);
    await app.addImportPart(part);
    await app.startImport(commandOf(opened));
    await app.continueImports();
    expect(await app.getImport(commandOf(opened))).toMatchObject({ status: 'done' });
  });

  it('stays done when its uploads cannot be removed at once', async () => {
    const opened = await upload(catalogBytes());
    await app.startImport(commandOf(opened));
    jest.spyOn(world.objects, 'remove').mockRejectedValueOnce(new Error('a disk that fails'));
    await app.continueImports();
    expect(await app.getImport(commandOf(opened))).toMatchObject({ status: 'done' });
    expect(await partsLeft(opened)).toBe(true);
    await app.continueImports();
    expect(await partsLeft(opened)).toBe(false);
    expect(await app.getImport(commandOf(opened))).toMatchObject({ status: 'done' });
  });

  it('with faults names them and changes nothing', async () => {
    const faulty = { ...smallCatalog(), surprise: 1 };
    const opened = await upload(bytesOf(JSON.stringify(faulty)));
    await app.startImport(commandOf(opened));
    await app.continueImports();
    const failed = await app.getImport(commandOf(opened));
    expect(failed).toMatchObject({
      status: 'failed',
      total: 1,
      faults: [{ path: '/surprise', code: 'unknown_field' }],
    });
    expect(await refusalCode(app.listVersions(inCatalog))).toBe('catalog_not_found');
    await app.continueImports();
    expect(await partsLeft(opened)).toBe(false);
  });

  it('goes through a mapping', async () => {
    const mapping = {
      catalog: { attributes: [{ id: 'price', type: 'number' }], questions: [] },
      plans: { planId: 'id', name: 'id', values: { price: { column: 'cost', as: 'money' } } },
    };
    const opened = await app.openImport({ ...inCatalog, files: ['p.csv'], mapping });
    await app.addImportPart({ ...commandOf(opened), file: 'p.csv', part: 1, bytes: bytesOf('id,cost\na,$5\nb,x\n') });
    await app.startImport(commandOf(opened));
    await app.continueImports();
    expect(await app.getImport(commandOf(opened))).toMatchObject({
      status: 'failed',
      faults: [{ path: 'rows/3/columns/cost' }],
    });
  });

  it.each<[string, { files: string[]; mapping?: unknown }]>([
    ['no file', { files: [] }],
    ['two files without a mapping', { files: ['a.csv', 'b.csv'] }],
    ['a path for a name', { files: ['../a.csv'] }],
    ['one name twice', { files: ['a', 'a'], mapping: { catalog: {}, plans: { planId: 'id', name: 'id' } } }],
    ['a mapping that is none', { files: ['a.csv'], mapping: { plans: 5 } }],
    ['a definition elsewhere', { files: ['a.csv'], mapping: { catalog: 'c.json', plans: { planId: 'i', name: 'i' } } }],
  ])('cannot be opened with %s', async (_name, command) => {
    const error = await refusal(app.openImport({ ...inCatalog, ...command }));
    expect(error.code).toBe('invalid_request');
    expect(error.details.faults?.length).toBeGreaterThan(0);
  });

  it('takes no part of a file it does not name, nor a number it does not take', async () => {
    const opened = await upload(catalogBytes());
    const part = { ...commandOf(opened), part: 1, bytes: bytesOf('x') };
    expect(await refusalCode(app.addImportPart({ ...part, file: 'other' }))).toBe('import_not_found');
    for (const number of [0, -1, 1.5, NaN, IMPORT_RULES.parts + 1]) {
      expect(await refusalCode(app.addImportPart({ ...part, file: 'catalog.json', part: number }))).toBe(
        'invalid_request',
      );
    }
    expect(await refusalCode(app.getImport({ ...commandOf(opened), tenantId: 'tenant-2' }))).toBe('import_not_found');
  });

  it('takes nothing more once it is started, and is started once', async () => {
    const opened = await upload(catalogBytes());
    await app.startImport(commandOf(opened));
    const part = { ...commandOf(opened), file: 'catalog.json', part: 1, bytes: bytesOf('x') };
    expect(await refusalCode(app.addImportPart(part))).toBe('import_started');
    expect(await refusalCode(app.startImport(commandOf(opened)))).toBe('import_started');
  });

  it('is refused while another one of the catalogue is under way', async () => {
    const [first, second] = [await upload(catalogBytes()), await upload(catalogBytes())];
    await app.startImport(commandOf(first));
    expect(await refusalCode(app.startImport(commandOf(second)))).toBe('import_in_progress');
    await app.continueImports();
    expect(await app.startImport(commandOf(second))).toMatchObject({ status: 'waiting' });
    await app.continueImports();
    expect(await app.getImport(commandOf(second))).toMatchObject({ status: 'done', result: { created: false } });
  });

  it('that nobody starts lapses', async () => {
    const opened = await upload(catalogBytes());
    world.clock.advance(IMPORT_RULES.uploadMs + 1);
    await app.continueImports();
    await app.continueImports();
    expect(await app.getImport(commandOf(opened))).toMatchObject({ status: 'failed', notes: [/in time/] });
    expect(await partsLeft(opened)).toBe(false);
  });

  it('whose process died is done by another, from the start, and stored once', async () => {
    const opened = await upload(catalogBytes());
    await app.startImport(commandOf(opened));
    // It stops after the version is stored and before the import says so.
    let stored = false;
    world.documents.before = (operation) => {
      if (operation === 'activations.create') stored = true;
      else if (stored && operation === 'catalogImports.replace') throw new AppError('store_unavailable');
    };
    await app.continueImports();
    world.documents.before = () => undefined;
    expect(await app.getImport(commandOf(opened))).toMatchObject({ status: 'running' });
    const other = world.start();
    await other.continueImports();
    expect(await app.getImport(commandOf(opened))).toMatchObject({ status: 'running' });
    world.clock.advance(IMPORT_RULES.leaseMs + 1);
    await other.continueImports();
    expect(await app.getImport(commandOf(opened))).toMatchObject({
      status: 'done',
      result: { version: 1, created: false },
    });
    expect((await app.listVersions(inCatalog)).versions).toHaveLength(1);
  });

  it('that brings down one process after the other is given up', async () => {
    const opened = await upload(catalogBytes());
    await app.startImport(commandOf(opened));
    world.documents.before = (operation) => {
      if (operation === 'catalogVersions.find') throw new AppError('store_unavailable');
    };
    for (let attempt = 0; attempt < IMPORT_RULES.attempts; attempt++) {
      await app.continueImports();
      world.clock.advance(IMPORT_RULES.leaseMs + 1);
    }
    await app.continueImports();
    // How often, and what stood in the way the last time.
    const notes = ['It was interrupted 3 times.', 'The store does not answer'];
    expect(await app.getImport(commandOf(opened))).toMatchObject({ status: 'failed', notes });
    expect(app.logged.filter(({ level }) => level === 'error')).toHaveLength(IMPORT_RULES.attempts);
  });
});
