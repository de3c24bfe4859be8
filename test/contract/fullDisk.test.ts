import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { IMPORT_RULES } from '../../shared/application/largeImports/importRules.ts';
import type { ImportView, UseCases } from '../../shared/application/useCases.ts';
import { createApp, type App } from '../../shared/composition/createApp.ts';
import { readSettings } from '../../shared/config/readSettings.ts';
import type { Logger } from '../../shared/observability/logger.ts';
import { createSmallDisk, needsSmallDisk, type SmallDisk } from '../support/fullDisk.ts';
import { describeIf } from '../support/requireTool.ts';
import { refusal } from '../unit/application/harness.ts';

const DISK_BYTES = 24 * 1024 * 1024;
/** Enough for documents, not for the objects of these tests. */
const ROOM_FOR_DOCUMENTS = 512 * 1024;
const PLANS = 20_000;

const address = { tenantId: 'default', catalogId: 'large' };
const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A catalogue whose snapshot has about a megabyte: names that do not repeat. */
function lines(): Buffer {
  const definition = { attributes: [{ id: 'price', type: 'number' }], questions: [] };
  const plans = Array.from({ length: PLANS }, (_, plan) =>
    JSON.stringify({ planId: `p${plan}`, name: randomBytes(24).toString('hex'), values: { price: plan % 97 } }),
  );
  return Buffer.from([JSON.stringify(definition), ...plans].join('\n'));
}

const probe = createSmallDisk(1024 * 1024);
probe?.remove();

describeIf(probe !== undefined, needsSmallDisk, 'a full disk', () => {
  let disk: SmallDisk;
  let app: App;
  /** Stores go by the real time where documents expire, so it is only ever ahead of that. */
  let nowMs = Date.now();
  const clock = { nowMs: () => nowMs, elapsedMs: () => performance.now() };

  beforeEach(async () => {
    disk = createSmallDisk(DISK_BYTES)!;
    const read = readSettings({ DATA_DIR: disk.path });
    if (read.outcome === 'faults') throw new Error(read.faults.map(({ message }) => message).join('\n'));
    app = await createApp(read.settings, { clock, logger: silent });
    await app.useCases.importCatalog({
      ...address,
      catalogId: 'small',
      body: bodyOf({ plans: [], attributes: [], questions: [] }),
    });
  });
  afterEach(async () => {
    disk.free();
    await app.dispose();
    disk.remove();
  });

  const bodyOf = (catalog: object) => ({
    bytes: new Uint8Array(Buffer.from(JSON.stringify(catalog))),
    maxRows: 50_000,
    otherWay: '',
  });
  const unfinished = (): string[] => readdirSync(join(disk.path, 'objects', '.unfinished'));
  const snapshots = (): boolean => existsSync(join(disk.path, 'objects', 'catalogs', 'default', 'large'));

  async function upload({ useCases }: { useCases: UseCases }, content: Buffer): Promise<ImportView> {
    const opened = await useCases.openImport({ ...address, files: ['plans.ndjson'] });
    for (let part = 1, at = 0; at < content.length; part++, at += IMPORT_RULES.partBytes) {
      await addPart(opened, part, content.subarray(at, at + IMPORT_RULES.partBytes));
    }
    return opened;
  }
  const addPart = ({ importId }: ImportView, part: number, bytes: Uint8Array): Promise<void> =>
    app.useCases.addImportPart({ ...address, importId, file: 'plans.ndjson', part, bytes });
  const view = ({ importId }: ImportView): Promise<ImportView> => app.useCases.getImport({ ...address, importId });
  /** Begins, or begins again when nobody has been heard of for as long as that takes. */
  async function work(): Promise<void> {
    nowMs += IMPORT_RULES.leaseMs + 1;
    await app.useCases.continueImports();
  }

  it.each([
    ['for anything', 0],
    ['for a part', ROOM_FOR_DOCUMENTS],
  ])('that has no room %s refuses the part, stores nothing of it, and takes it later', async (_what, room) => {
    const content = lines();
    const opened = await app.useCases.openImport({ ...address, files: ['plans.ndjson'] });
    const first = content.subarray(0, IMPORT_RULES.partBytes);
    disk.fill(room);
    expect(await refusal(addPart(opened, 1, first))).toMatchObject({ code: 'store_unavailable' });
    expect(unfinished()).toEqual([]);
    expect(await view(opened)).toMatchObject({ status: 'uploading', files: [{ bytes: 0 }] });
    // What is there is answered as before.
    expect(await app.useCases.getShortlist({ ...address, catalogId: 'small', request: {} })).toMatchObject({
      total: 0,
    });

    disk.free();
    await addPart(opened, 1, first);
    expect(await view(opened)).toMatchObject({ files: [{ parts: 1, bytes: first.length }] });
  });

  it('during an import leaves nothing of it, and the import is done when there is room', async () => {
    const opened = await upload(app, lines());
    await app.useCases.startImport({ ...address, importId: opened.importId });
    disk.fill(ROOM_FOR_DOCUMENTS);
    await work();
    expect(await view(opened)).toMatchObject({
      status: 'running',
      notes: [expect.stringMatching(/store.*(ENOSPC|EFBIG)/) as unknown],
    });
    expect(unfinished()).toEqual([]);
    expect(snapshots() && readdirSync(join(disk.path, 'objects', 'catalogs', 'default', 'large')).length > 0).toBe(
      false,
    );
    expect(await refusal(app.useCases.listVersions(address))).toMatchObject({ code: 'catalog_not_found' });

    disk.free();
    await work();
    expect(await view(opened)).toMatchObject({ status: 'done', result: { version: 1, active: true } });
    expect(await app.useCases.getShortlist({ ...address, request: {} })).toMatchObject({ total: PLANS });
  });

  it('that stays full makes the import fail, says why, and gets its room back', async () => {
    const opened = await upload(app, lines());
    await app.useCases.startImport({ ...address, importId: opened.importId });
    disk.fill(ROOM_FOR_DOCUMENTS);
    for (let attempt = 0; attempt <= IMPORT_RULES.attempts; attempt++) await work();
    expect(await view(opened)).toMatchObject({
      status: 'failed',
      notes: ['It was interrupted 3 times.', expect.stringMatching(/ENOSPC|EFBIG/) as unknown],
    });
    await work();
    expect(existsSync(join(disk.path, 'objects', 'imports', 'default', opened.importId, '0', '1.object'))).toBe(false);
  });

  it('refuses a catalogue in one request, and takes it later', async () => {
    const [definition, ...plans] = lines()
      .toString()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    const catalog = { ...definition, plans };
    disk.fill(ROOM_FOR_DOCUMENTS);
    const refused = await refusal(app.useCases.importCatalog({ ...address, body: bodyOf(catalog) }));
    expect(refused).toMatchObject({ code: 'store_unavailable', category: 'unavailable' });
    expect(unfinished()).toEqual([]);
    disk.free();
    expect(await app.useCases.importCatalog({ ...address, body: bodyOf(catalog) })).toMatchObject({ version: 1 });
  });
});
