import { bodyOf } from '../../support/catalogBody.ts';
import { inSlices } from '../../../shared/application/inSlices.ts';
import { emptyDiff } from '../../../shared/domain/catalogDiff/diffCatalogs.ts';
import { DIFF_LIMITS } from '../../../shared/domain/catalogDiff/schema.ts';
import type { Catalog } from '../../../shared/domain/catalog/schema.ts';
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

beforeEach(async () => {
  world = createWorld();
  app = world.start();
  await importSmall(app);
  await importSmall(app, cheaperThree());
});
afterEach(() => world.dispose());

/** p3 becomes the cheapest, p2 is gone. */
const cheaperThree = (): Catalog =>
  smallCatalog(({ plans }) => {
    plans.splice(1, 1);
    plans[1]!.values!.price = 5;
  });

const compare = (from = 1, to = 2) => app.compareVersions({ ...inCatalog, from, to });

describe('comparing versions', () => {
  it('says what changed, whichever is active', async () => {
    const compared = await compare();
    expect(compared).toMatchObject({
      catalogId: C,
      from: 1,
      to: 2,
      definition: [],
      plans: {
        added: { total: 0 },
        removed: { planIds: ['p2'] },
        changed: { total: 1, planIds: ['p3'], attributes: [{ attribute: 'price', total: 1, planIds: ['p3'] }] },
      },
      sessions: { sampled: 0 },
    });
    await app.activateVersion({ ...inCatalog, version: 2 });
    expect(await compare()).toEqual(compared);
    expect((await compare(2, 1)).plans.added.planIds).toEqual(['p2']);
  });

  it('finds nothing between a version and itself, or another with the same content', async () => {
    await importSmall(app);
    await app.startSession(inCatalog);
    const get = jest.spyOn(world.objects, 'get');
    for (const [from, to] of [
      [2, 2],
      [1, 3],
    ] as const) {
      const { sessions, ...diff } = await compare(from, to);
      expect(diff).toEqual({ catalogId: C, from, to, ...emptyDiff() });
      expect(sessions.sampled).toBe(0);
    }
    expect(get).not.toHaveBeenCalled();
  });

  it('names the versions that are not there', async () => {
    const faultsOf = async (from: number, to: number) => {
      const error = await refusal(compare(from, to));
      expect(error.code).toBe('version_not_found');
      return error.details.faults?.map(({ path, code }) => [path, code]);
    };
    expect(await faultsOf(1, 3)).toEqual([['/to', 'unknown_version']]);
    expect(await faultsOf(7, 2)).toEqual([['/from', 'unknown_version']]);
    expect(await faultsOf(7, 8)).toEqual([
      ['/from', 'unknown_version'],
      ['/to', 'unknown_version'],
    ]);
  });

  it("finds no other tenant's catalogue", async () => {
    for (const stranger of [
      { tenantId: 'tenant-2', catalogId: C },
      { tenantId: T, catalogId: 'other' },
    ]) {
      expect(await refusalCode(app.compareVersions({ ...stranger, from: 1, to: 2 }))).toBe('catalog_not_found');
    }
  });
});

describe('the sessions that are looked at', () => {
  it('are those of the catalogue, on the versions as they are, without the erased ones', async () => {
    await app.startSession({ ...inCatalog, responses: { network: 'B' } });
    await app.startSession({ ...inCatalog, responses: { price: 10 } });
    const erased = await app.startSession(inCatalog);
    await app.eraseSession({ tenantId: T, sessionId: erased.sessionId });
    await app.importCatalog({ tenantId: T, catalogId: 'other', body: bodyOf(smallCatalog()) });
    await app.startSession({ tenantId: T, catalogId: 'other' });
    await app.importCatalog({ tenantId: 'tenant-2', catalogId: C, body: bodyOf(smallCatalog()) });
    await app.startSession({ tenantId: 'tenant-2', catalogId: C });
    expect((await compare()).sessions).toEqual({
      sampled: 2,
      sameFirst: 0,
      sameFirstThree: 0,
      firstGone: 1,
      nowNothing: 1,
      nowSomething: 0,
      nowNeeds: 0,
      listedByNeither: 0,
    });
  });

  it('are the newest, read in pages, and nothing of whose they are is told', async () => {
    for (let index = 0; index < DIFF_LIMITS.sessions + 30; index++) {
      world.clock.advance(1_000);
      // The first thirty are those that would have found something else at the top.
      await app.startSession({ ...inCatalog, userId: 'somebody', responses: { network: index < 30 ? 'B' : 'A' } });
    }
    world.documents.reset();
    const compared = await compare();
    expect(compared.sessions).toMatchObject({ sampled: DIFF_LIMITS.sessions, nowNothing: 0, sameFirst: 0 });
    expect(world.documents.counts['sessions.find']).toBe(8);
    expect(JSON.stringify(compared)).not.toContain('somebody');
  });

  it('are answered without the responses that a version does not know', async () => {
    await app.startSession({ ...inCatalog, responses: { network: 'B', esim: false } });
    await importSmall(
      app,
      smallCatalog((catalog) => {
        catalog.questions = catalog.questions.filter(({ id }) => id !== 'network' && id !== 'esim');
      }),
    );
    expect((await compare(1, 3)).sessions).toMatchObject({ sampled: 1, sameFirst: 0, firstGone: 0, nowNothing: 0 });
  });
});

describe('versions that are compared', () => {
  it('are read for this only, and leave the active ones where they are', async () => {
    await importSmall(
      app,
      smallCatalog(({ plans }) => plans.pop()),
    );
    const other = world.start({ budgetBytes: 1 });
    const active = await other.snapshots.current(T, C);
    const get = jest.spyOn(world.objects, 'get');
    await other.compareVersions({ ...inCatalog, from: 2, to: 3 });
    expect(get).toHaveBeenCalledTimes(2);
    await other.compareVersions({ ...inCatalog, from: 1, to: 2 });
    // The active one was in memory, the other was not kept.
    expect(get).toHaveBeenCalledTimes(3);
    expect(other.snapshots.current(T, C)).toBe(active);
  });

  it('are compared one pair at a time', async () => {
    let open = 0;
    let most = 0;
    const get = world.objects.get.bind(world.objects);
    jest.spyOn(world.objects, 'get').mockImplementation(async (name) => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setImmediate(resolve));
      open--;
      return get(name);
    });
    const other = world.start();
    await Promise.all([1, 2, 3].map(() => other.compareVersions({ ...inCatalog, from: 1, to: 2 })));
    expect(most).toBe(1);
  });

  it('do not stand in the way when one comparison fails', async () => {
    world.documents.before = (operation) => {
      if (operation === 'sessions.find') throw new Error('no answer');
    };
    await expect(compare()).rejects.toThrow('no answer');
    world.documents.before = () => undefined;
    expect((await compare()).plans.removed.total).toBe(1);
  });
});

describe('long work in slices', () => {
  function* work(steps: number, did: string[]) {
    for (let step = 0; step < steps; step++) {
      did.push(`step ${step}`);
      yield;
    }
    return 'done';
  }

  it('lets others in whenever ten milliseconds have passed', async () => {
    const did: string[] = [];
    let elapsed = 0;
    setImmediate(() => did.push('other'));
    // Each look at the clock is half a slice later.
    const result = await inSlices({ elapsedMs: () => (elapsed += 5) }, work(6, did));
    expect(result).toBe('done');
    expect(did.slice(0, 4)).toEqual(['step 0', 'step 1', 'other', 'step 2']);
  });

  it('never stops when it is quick', async () => {
    const did: string[] = [];
    const finished = inSlices({ elapsedMs: () => 0 }, work(1_000, did));
    expect(did).toHaveLength(1_000);
    expect(await finished).toBe('done');
  });
});
