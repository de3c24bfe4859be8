import type * as warming from '../../../shared/domain/engine/warmFirstScreen.ts';
import { warmFirstScreen } from '../../../shared/domain/engine/warmFirstScreen.ts';
import { createMemoryCache } from '../../../shared/adapters/memory/memoryCache.ts';
import { until } from '../../support/until.ts';
import { bodyOf } from '../../support/catalogBody.ts';
import { C, createWorld, importSmall, inCatalog, refusalCode, smallCatalog, T, type World } from './harness.ts';

jest.mock('../../../shared/domain/engine/warmFirstScreen.ts', () => {
  const file = '../../../shared/domain/engine/warmFirstScreen.ts';
  return { warmFirstScreen: jest.fn(jest.requireActual<typeof warming>(file).warmFirstScreen) };
});

let world: World;

beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.dispose());

const activationOf = async (app: ReturnType<World['start']>): Promise<number> =>
  (await app.getShortlist({ ...inCatalog, request: {} })).activation;

/** A world with two versions, the first active, and an instance that has it loaded. */
async function loadedInstance(options: Parameters<World['start']>[0] = {}) {
  const manager = world.start();
  await importSmall(manager);
  await importSmall(
    manager,
    smallCatalog(({ plans }) => plans.pop()),
  );
  const app = world.start(options);
  expect(await activationOf(app)).toBe(1);
  return { manager, app };
}

describe('an activation', () => {
  it('is looked for at once by instances that share a cache, and by the others when they poll', async () => {
    const cache = createMemoryCache();
    const { manager, app } = await loadedInstance({ cache });
    const other = world.start();
    expect(await activationOf(other)).toBe(1);
    const sharing = world.start({ cache });
    await sharing.activateVersion({ ...inCatalog, version: 2 });
    await until(async () => (await activationOf(app)) === 2);
    expect(await activationOf(other)).toBe(1);
    await other.snapshots.poll();
    expect(await activationOf(other)).toBe(2);
    expect(manager.logged).toEqual(expect.not.arrayContaining([expect.objectContaining({ level: 'error' })]));
    await cache.dispose();
  });
});

describe('a catalogue', () => {
  it('is loaded once for many requests at once', async () => {
    await importSmall(world.start());
    const app = world.start();
    world.documents.reset();
    const get = jest.spyOn(world.objects, 'get');
    const request = { ...inCatalog, request: {} };
    const shortlists = await Promise.all(Array.from({ length: 20 }, () => app.getShortlist(request)));
    expect(shortlists.map(({ total }) => total)).toEqual(Array.from({ length: 20 }, () => 3));
    expect(world.documents.counts).toEqual({ 'activations.get': 1, 'catalogVersions.get': 1 });
    expect(get).toHaveBeenCalledTimes(1);
  });

  it('that could not be loaded is tried again by the next request', async () => {
    await importSmall(world.start());
    const app = world.start();
    world.documents.before = () => {
      throw new Error('no answer');
    };
    await expect(activationOf(app)).rejects.toThrow('no answer');
    world.documents.before = () => undefined;
    expect(await activationOf(app)).toBe(1);
  });

  it('is answered without waiting once it is loaded', async () => {
    const { app } = await loadedInstance();
    expect(app.snapshots.current(T, C)).not.toBeInstanceOf(Promise);
    expect(app.snapshots.current(T, C, 1)).not.toBeInstanceOf(Promise);
  });
});

describe('an activation by another process', () => {
  it('is found by polling the catalogues in use, in one trip', async () => {
    const { manager, app } = await loadedInstance();
    await manager.activateVersion({ ...inCatalog, version: 2 });
    expect(await activationOf(app)).toBe(1);
    world.documents.reset();
    await app.snapshots.poll();
    expect(world.documents.counts['activations.getMany']).toBe(1);
    expect(await activationOf(app)).toBe(2);
    world.documents.reset();
    await app.snapshots.poll();
    expect(world.documents.counts).toEqual({ 'activations.getMany': 1 });
  });

  it('is served only when it is loaded; until then the one before', async () => {
    const { manager, app } = await loadedInstance();
    await manager.activateVersion({ ...inCatalog, version: 2 });
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    world.documents.before = (operation) => (operation === 'catalogVersions.get' ? gate : undefined);
    const polled = app.snapshots.poll();
    expect(await activationOf(app)).toBe(1);
    release();
    await polled;
    expect(await activationOf(app)).toBe(2);
  });

  it('that is not loaded yet is named by every answer, and by health', async () => {
    const { manager, app } = await loadedInstance();
    const answers = async () => {
      const { sessionId } = await app.startSession(inCatalog);
      return [
        await app.getShortlist({ ...inCatalog, request: {} }),
        (await app.getSession({ tenantId: T, sessionId })).shortlist,
        await app.comparePlans({ ...inCatalog, request: { planIds: ['p1', 'p2'] } }),
        await app.explainWhyNot({ ...inCatalog, request: { planId: 'p1' } }),
        await app.getPlan({ ...inCatalog, planId: 'p1' }),
      ];
    };
    const isFresh = (answer: object): boolean => !('catalogBehind' in answer);
    expect((await answers()).every(isFresh)).toBe(true);
    expect((await app.checkHealth()).behind).toEqual([]);

    await manager.activateVersion({ ...inCatalog, version: 2 });
    world.documents.before = (operation) => {
      if (operation === 'catalogVersions.get') throw new Error('no answer');
    };
    await app.snapshots.poll();
    const stale = { catalogVersion: 1, activation: 1, catalogBehind: true };
    for (const answer of await answers()) expect(answer).toMatchObject(stale);
    expect(await app.checkHealth()).toMatchObject({
      ready: true,
      behind: [{ catalogId: C, activation: 1, storedActivation: 2 }],
    });

    world.documents.before = () => undefined;
    await app.snapshots.poll();
    expect((await answers()).every(isFresh)).toBe(true);
    expect((await app.checkHealth()).behind).toEqual([]);
  });

  it('has its first screen counted before anybody is shown it', async () => {
    const { manager, app } = await loadedInstance();
    const warmed = jest.mocked(warmFirstScreen).mockClear();
    await manager.activateVersion({ ...inCatalog, version: 2 });
    await app.snapshots.poll();
    const active = await app.snapshots.current(T, C);
    expect(warmed.mock.lastCall).toEqual([active.compiled]);
    expect((warmed.mock.results.at(-1)!.value as Generator).next()).toEqual({ done: true, value: undefined });
  });

  it('that cannot be loaded is logged, and the one before is served', async () => {
    const { manager, app } = await loadedInstance();
    await manager.activateVersion({ ...inCatalog, version: 2 });
    world.documents.before = (operation) => {
      if (operation === 'catalogVersions.get') throw new Error('no answer');
    };
    await app.snapshots.poll();
    expect(app.logged.map(({ level }) => level)).toEqual(['error']);
    expect(await activationOf(app)).toBe(1);
    world.documents.before = () => undefined;
    await app.snapshots.poll();
    expect(await activationOf(app)).toBe(2);
  });

  it('is found without being asked', async () => {
    const { manager, app } = await loadedInstance({ pollMs: 5 });
    await manager.activateVersion({ ...inCatalog, version: 2 });
    // The manager looks too, at its own signal.
    await new Promise((resolve) => setImmediate(resolve));
    let failures = 2;
    world.documents.before = (operation) => {
      if (operation === 'activations.getMany' && failures-- > 0) throw new Error('no answer');
    };
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (app.snapshots.current(T, C) instanceof Promise) throw new Error('it left the cache');
        void activationOf(app).then((activation) => (activation === 2 ? resolve() : setTimeout(look, 5)));
      };
      look();
    });
    expect(app.logged.filter(({ level }) => level === 'error')).toHaveLength(2);
  });

  it('is loaded at once for whoever has seen it', async () => {
    const { manager, app } = await loadedInstance();
    await manager.activateVersion({ ...inCatalog, version: 2 });
    const active = await app.snapshots.current(T, C, 2);
    expect(active).toMatchObject({ version: 2, activation: 2 });
  });

  it('is loaded for whoever has seen it also while an older load is under way', async () => {
    const manager = world.start();
    await importSmall(manager);
    await importSmall(
      manager,
      smallCatalog(({ plans }) => plans.pop()),
    );
    const app = world.start();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    world.documents.before = (operation) => (operation === 'catalogVersions.get' ? gate : undefined);
    const older = app.snapshots.current(T, C);
    while (world.documents.counts['catalogVersions.get'] === undefined) await Promise.resolve();
    world.documents.before = () => undefined;
    await manager.activateVersion({ ...inCatalog, version: 2 });
    const newer = app.snapshots.current(T, C, 2);
    release();
    expect((await older).activation).toBe(1);
    expect((await newer).activation).toBe(2);
  });

  it('that the store does not know is answered with what there is, and logged', async () => {
    const { app } = await loadedInstance();
    const active = await app.snapshots.current(T, C, 9);
    expect(active.activation).toBe(1);
    expect(app.logged.map(({ level }) => level)).toEqual(['warn']);
  });

  it('of the same content needs no second snapshot', async () => {
    const { manager, app } = await loadedInstance();
    await manager.activateVersion({ ...inCatalog, version: 1 });
    const before = await app.snapshots.current(T, C);
    const get = jest.spyOn(world.objects, 'get');
    await app.snapshots.poll();
    const after = await app.snapshots.current(T, C);
    expect(after.activation).toBe(2);
    expect(after.compiled).toBe(before.compiled);
    expect(get).not.toHaveBeenCalled();
  });
});

describe('the memory budget', () => {
  it('lets the least recently used catalogue go', async () => {
    const manager = world.start();
    for (const catalogId of ['a', 'b', 'c']) {
      await manager.importCatalog({ tenantId: T, catalogId, body: bodyOf(smallCatalog()) });
    }
    const { compiled } = await manager.snapshots.current(T, 'a');
    const app = world.start({ budgetBytes: compiled.byteLength * 2 });
    await app.snapshots.current(T, 'a');
    await app.snapshots.current(T, 'b');
    await app.snapshots.current(T, 'a');
    await app.snapshots.current(T, 'c');
    const kept = ['a', 'b', 'c'].filter((catalogId) => !(app.snapshots.current(T, catalogId) instanceof Promise));
    expect(kept).toEqual(['a', 'c']);
  });

  it('keeps the latest catalogue even when it alone is larger', async () => {
    await importSmall(world.start());
    const app = world.start({ budgetBytes: 1 });
    await app.snapshots.current(T, C);
    expect(app.snapshots.current(T, C)).not.toBeInstanceOf(Promise);
  });
});

describe('an unknown catalogue', () => {
  it('is refused each time, and found once it is imported', async () => {
    const app = world.start();
    const ask = () => app.getShortlist({ ...inCatalog, request: {} });
    expect(await refusalCode(ask())).toBe('catalog_not_found');
    await importSmall(world.start());
    expect((await ask()).total).toBe(3);
  });
});
