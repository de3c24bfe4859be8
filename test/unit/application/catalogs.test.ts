import { toBuiltVersion } from '../../../shared/application/importing/buildCatalog.ts';
import { bodyOf } from '../../support/catalogBody.ts';
import type { Catalog } from '../../../shared/domain/catalog/schema.ts';
import { validateCatalog } from '../../../shared/domain/catalog/validateCatalog.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import {
  C,
  createWorld,
  importSmall,
  inCatalog,
  refusal,
  refusalCode,
  smallCatalog,
  T,
  type Instance,
  type World,
} from './harness.ts';

let world: World;
let app: Instance;

beforeEach(() => {
  world = createWorld();
  app = world.start();
});
afterEach(() => world.dispose());

const dearer = (by: number): Catalog =>
  smallCatalog(({ plans }) => {
    for (const plan of plans) plan.values!.price = Number(plan.values!.price) + by;
  });

describe('importing a catalogue', () => {
  it('makes the first version active', async () => {
    const imported = await importSmall(app);
    expect(imported).toMatchObject({ created: true, catalogId: C, version: 1, active: true });
    expect(imported.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(await app.listCatalogs({ tenantId: T })).toEqual({
      catalogs: [{ catalogId: C, title: 'Small', version: 1, activation: 1, plans: 3 }],
    });
    const view = await app.getCatalog(inCatalog);
    expect(view).toMatchObject({ catalogId: C, version: 1, activation: 1, plans: 3, digest: imported.digest });
    expect(view.questions.map(({ id }) => id)).toEqual(smallCatalog().questions.map(({ id }) => id));
  });

  it('makes later versions available, not active', async () => {
    await importSmall(app);
    world.clock.advance(1_000);
    expect(await importSmall(app, dearer(1))).toMatchObject({ created: true, version: 2, active: false });
    const { versions } = await app.listVersions(inCatalog);
    expect(versions.map(({ version, createdAt, plans, active }) => [version, createdAt, plans, active])).toEqual([
      [2, '2026-01-01T00:00:01.000Z', 3, false],
      [1, '2026-01-01T00:00:00.000Z', 3, true],
    ]);
    expect((await app.getCatalog(inCatalog)).version).toBe(1);
  });

  it('with the content of the newest version changes nothing, whatever the order of the plans', async () => {
    const first = await importSmall(app);
    const reordered = smallCatalog(({ plans }) => plans.reverse());
    expect(await importSmall(app, reordered)).toEqual({ ...first, created: false });
    expect((await app.listVersions(inCatalog)).versions).toHaveLength(1);
  });

  it('with the content of an older version makes a new one', async () => {
    const first = await importSmall(app);
    await importSmall(app, dearer(1));
    expect(await importSmall(app)).toEqual({ ...first, created: true, version: 3, active: false });
    await app.activateVersion({ ...inCatalog, version: 3 });
    expect(await importSmall(app)).toMatchObject({ created: false, version: 3, active: true });
  });

  it('with faults names them all and changes nothing', async () => {
    const faulty = { attributes: [{ id: 'a', type: 'nothing' }], plans: [{ planId: '' }], questions: [], more: 1 };
    const expected = validateCatalog(structuredClone(faulty));
    const error = await refusal(app.importCatalog({ ...inCatalog, body: bodyOf(faulty) }));
    expect(error.code).toBe('invalid_catalog');
    expect(error.details).toEqual(expected);
    expect(error.details.total).toBeGreaterThanOrEqual(4);
    expect(await app.listCatalogs({ tenantId: T })).toEqual({ catalogs: [] });
    expect(await refusalCode(app.listVersions(inCatalog))).toBe('catalog_not_found');
  });

  it('with thousands of faults lists the first thousand and says how many there are', async () => {
    const plans = Array.from({ length: 1_500 }, () => ({ planId: 'same', name: 'x' }));
    const error = await refusal(app.importCatalog({ ...inCatalog, body: bodyOf({ ...smallCatalog(), plans }) }));
    expect(error.details.faults).toHaveLength(1_000);
    expect(error.details.total).toBe(1_499);
  });

  it('that uses a part not supported yet is refused as such', async () => {
    const catalog = { ...smallCatalog(), prior: { weight: 1 } };
    expect(await refusalCode(app.importCatalog({ ...inCatalog, body: bodyOf(catalog) }))).toBe('unsupported');
  });

  it.each(['', 'x'.repeat(201), 'a\nb'])('under the id %j is refused', async (catalogId) => {
    const work = app.importCatalog({ tenantId: T, catalogId, body: bodyOf(smallCatalog()) });
    expect(await refusalCode(work)).toBe('invalid_request');
  });

  it.each(['__proto__', 'constructor', '../../etc', 'a|b', 'a\\', '|', '%7c', 'é\ud800', '名', 'x'.repeat(200)])(
    'under the id %j is found under exactly that id',
    async (catalogId) => {
      await app.importCatalog({ tenantId: T, catalogId, body: bodyOf(dearer(5)) });
      await app.importCatalog({ tenantId: T, catalogId: `${catalogId.slice(0, 100)}|`, body: bodyOf(dearer(6)) });
      const shortlist = await app.getShortlist({ tenantId: T, catalogId, request: {} });
      expect(shortlist.plans?.[0]?.attributes.price).toBe(15);
      expect((await app.listVersions({ tenantId: T, catalogId })).versions).toHaveLength(1);
      expect((await app.listCatalogs({ tenantId: T })).catalogs).toHaveLength(2);
    },
  );

  it('twice at once is refused to one of them; versions are numbered without gap or collision', async () => {
    const instances = [app, world.start(), world.start()];
    const imports = await Promise.allSettled(
      Array.from({ length: 9 }, (_, index) => importSmall(instances[index % 3]!, dearer(index % 5))),
    );
    const refused = imports.filter((outcome) => outcome.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'import_in_progress' });
    // Whoever was refused may come again.
    await importSmall(app, dearer(7));
    await importSmall(app, dearer(8));
    const { versions } = await app.listVersions(inCatalog);
    expect(versions.map(({ version }) => version).reverse()).toEqual(versions.map((_, index) => index + 1));
    expect(versions.filter(({ active }) => active).map(({ version }) => version)).toEqual([1]);
    for (const [index, { digest }] of versions.entries()) expect(digest).not.toBe(versions[index + 1]?.digest);
  });

  it.each(['catalogVersions.create', 'activations.create'])(
    'that stops at %s leaves nothing half visible and is completed by the next',
    async (where) => {
      world.documents.before = (operation) => {
        if (operation === where) throw new Error('stopped here');
      };
      await expect(importSmall(app)).rejects.toThrow('stopped here');
      world.documents.before = () => undefined;
      expect(await app.listCatalogs({ tenantId: T })).toEqual({ catalogs: [] });
      expect(await refusalCode(app.getShortlist({ ...inCatalog, request: {} }))).toBe('catalog_not_found');

      const imported = await importSmall(app);
      expect(imported).toMatchObject({ version: 1, active: true, created: where === 'catalogVersions.create' });
      expect((await app.getShortlist({ ...inCatalog, request: {} })).total).toBe(3);
    },
  );

  it('of other content after one that stopped before activation still activates version 1', async () => {
    world.documents.before = (operation) => {
      if (operation === 'activations.create') throw new Error('stopped here');
    };
    await expect(importSmall(app)).rejects.toThrow('stopped here');
    world.documents.before = () => undefined;
    expect(
      await importSmall(
        app,
        smallCatalog((catalog) => catalog.plans.pop()),
      ),
    ).toMatchObject({
      version: 2,
      active: false,
    });
    expect((await app.listCatalogs({ tenantId: T })).catalogs).toMatchObject([{ version: 1, plans: 3 }]);
  });

  it('can bring a compiled catalogue', async () => {
    const command = { ...inCatalog, built: toBuiltVersion(compileCatalog(smallCatalog())) };
    const stored = await app.storeCatalogVersion(command);
    expect(stored).toMatchObject({ created: true, version: 1, active: true });
    expect(await importSmall(app)).toEqual({ ...stored, created: false });
  });
});

describe('activating a version', () => {
  beforeEach(async () => {
    await importSmall(app);
    await importSmall(app, dearer(1));
  });

  it('takes effect at once, also back, and raises the activation each time', async () => {
    const prices: unknown[] = [];
    const activations: number[] = [];
    for (const version of [2, 1, 1, 2]) {
      const { activation } = await app.activateVersion({ ...inCatalog, version });
      const shortlist = await app.getShortlist({ ...inCatalog, request: {} });
      expect(shortlist).toMatchObject({ catalogVersion: version, activation });
      activations.push(activation);
      prices.push(shortlist.plans![0]!.attributes.price);
    }
    expect(activations).toEqual([2, 3, 4, 5]);
    expect(prices).toEqual([11, 10, 10, 11]);
    expect((await app.listVersions(inCatalog)).versions.map(({ active }) => active)).toEqual([true, false]);
  });

  it('many times at once gives each its own activation', async () => {
    const other = world.start();
    const versions = [1, 2, 1, 2, 1, 2];
    const results = await Promise.all(
      versions.map((version, index) => (index % 2 ? app : other).activateVersion({ ...inCatalog, version })),
    );
    expect(results.map(({ activation }) => activation).sort()).toEqual([2, 3, 4, 5, 6, 7]);
    const last = results.find(({ activation }) => activation === 7)!;
    expect((await app.getShortlist({ ...inCatalog, request: {} })).catalogVersion).toBe(last.version);
  });

  it.each([0, 3, -1, 1.5, NaN])('%d, which is not there, is refused', async (version) => {
    expect(await refusalCode(app.activateVersion({ ...inCatalog, version }))).toBe('version_not_found');
    expect((await app.getShortlist({ ...inCatalog, request: {} })).activation).toBe(1);
  });

  it('of a catalogue that is not there is refused', async () => {
    const work = app.activateVersion({ tenantId: T, catalogId: 'nothing', version: 1 });
    expect(await refusalCode(work)).toBe('catalog_not_found');
  });

  it("is another tenant's for nobody", async () => {
    const stranger = { tenantId: 'tenant-2', catalogId: C };
    const calls = [
      app.getCatalog(stranger),
      app.getPlan({ ...stranger, planId: 'p1' }),
      app.getShortlist({ ...stranger, request: {} }),
      app.listVersions(stranger),
      app.activateVersion({ ...stranger, version: 2 }),
      app.startSession(stranger),
      app.getCatalog({ tenantId: `${T}|${C}`, catalogId: '' }),
      app.getCatalog({ tenantId: '', catalogId: `${T}|${C}` }),
    ];
    expect(await Promise.all(calls.map(refusalCode))).toEqual(calls.map(() => 'catalog_not_found'));
    expect(await app.listCatalogs({ tenantId: 'tenant-2' })).toEqual({ catalogs: [] });
  });
});
