import fc from 'fast-check';
import { createMemoryCache } from '../../../shared/adapters/memory/memoryCache.ts';
import { createLoopbackEvents, type LoopbackEvents } from '../../support/loopbackEvents.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { createWorld, importSmall, inCatalog, T, type Instance, type World } from './harness.ts';

/** Turns of the event loop; in the longest everything else may happen. */
const PAUSES = [0, 0, 0, 1, 3, 10, 60];

let world: World;
let loop: LoopbackEvents;
let app: Instance;

/** @param pause what every read and write of the stores and of the cache waits for */
async function open(pause?: () => Promise<void>): Promise<void> {
  world = createWorld();
  loop = createLoopbackEvents();
  await importSmall(world.start());
  const cache = createMemoryCache({ now: world.clock.nowMs });
  if (pause === undefined) {
    app = world.start({ events: loop.events, cache });
    return;
  }
  world.documents.before = pause;
  app = world.start({
    events: loop.events,
    cache: {
      ...cache,
      get: (key) => pause().then(() => cache.get(key)),
      put: (key, value, ttlSeconds) => pause().then(() => cache.put(key, value, ttlSeconds)),
    },
  });
}
beforeEach(() => open());
afterEach(() => world.dispose());

async function begin(responses = {}) {
  const { sessionId } = await app.startSession({ ...inCatalog, responses });
  return { tenantId: T, sessionId };
}

type Address = Awaited<ReturnType<typeof begin>>;

describe('events delivered one to five times, in any order', () => {
  /** What cache and facts hold at the end; when it was computed is left out. */
  async function stateOf(sessions: readonly Address[]): Promise<string> {
    const all = await Promise.all(
      sessions.map(async ({ sessionId }) => ({
        lists: await app.cache.get(['recommendations', T, sessionId]),
        summaries: await app.cache.get(['reportSummaries', T, sessionId]),
        facts: await app.facts.get(T, sessionId),
      })),
    );
    return JSON.stringify(all)
      .replaceAll(/\\"computedAt\\":\\"[^"]*\\"/g, '')
      .replaceAll(/[\w-]{32}/g, 'id');
  }

  /** @param meanwhile called before each action, which does not wait for it. */
  async function live(actions: readonly Action[], meanwhile?: () => void): Promise<Address[]> {
    const sessions = [await begin(), await begin({ network: 'A' })];
    for (const { session, change, planId } of actions) {
      const address = sessions[session]!;
      meanwhile?.();
      if (planId !== undefined) await app.giveFeedback({ ...address, feedback: [{ type: 'saved', planId }] });
      else await app.recordResponses({ ...address, changes: change });
    }
    await app.outbox.settled();
    return sessions;
  }

  /**
   * Delivers each of the waiting messages one to five times: some are under way while people go on answering, each stopped for a
   * while wherever it reads or writes, and what is left comes at the end. `next` decides.
   */
  function createRandomDelivery(next: () => number) {
    const left: { one: (typeof loop.waiting)[number]; copies: number }[] = [];
    const underWay: Promise<unknown>[] = [];
    const start = (): void => {
      const index = next() % left.length;
      const message = left[index]!;
      message.copies -= 1;
      if (message.copies === 0) left.splice(index, 1);
      underWay.push(loop.deliver(app.consumers!, message.one));
    };
    const takeWaiting = (): void => {
      for (const one of loop.waiting.splice(0)) left.push({ one, copies: 1 + (next() % 5) });
    };
    return {
      some(): void {
        takeWaiting();
        for (let count = next() % 4; count > 0 && left.length > 0; count -= 1) start();
      },
      async rest(): Promise<void> {
        takeWaiting();
        while (left.length > 0) {
          start();
          if (next() % 2 === 0) await new Promise(setImmediate);
        }
        await Promise.all(underWay);
      },
    };
  }

  interface Action {
    session: number;
    change: Record<string, string | number | null>;
    planId?: string;
  }
  const action: fc.Arbitrary<Action> = fc.record(
    {
      session: fc.constantFrom(0, 1),
      change: fc.constantFrom<Action['change']>(
        { network: 'A' },
        { network: 'B' },
        { network: null },
        { price: 25 },
        { price: 15 },
      ),
      planId: fc.constantFrom('p1', 'p2'),
    },
    { requiredKeys: ['session', 'change'] },
  );

  it('end in the state of those delivered once and in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 8 }), fc.infiniteStream(fc.nat()), async (actions, numbers) => {
        await world.dispose();
        await open();
        const sessions = await live(actions);
        const messages = loop.waiting.splice(0);
        for (const one of messages) await loop.deliver(app.consumers!, one);
        const inOrder = await stateOf(sessions);

        await world.dispose();
        const next = (): number => numbers.next().value as number;
        await open(async () => {
          for (let turns = PAUSES[next() % PAUSES.length]!; turns > 0; turns -= 1) await new Promise(setImmediate);
        });
        const delivery = createRandomDelivery(next);
        const again = await live(actions, () => delivery.some());
        await delivery.rest();
        expect(await stateOf(again)).toBe(inOrder);
      }),
      propertyRuns(200),
    );
  });
});
