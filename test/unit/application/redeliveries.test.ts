import fc from 'fast-check';
import { createLoopbackEvents, type LoopbackEvents } from '../../support/loopbackEvents.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { createWorld, importSmall, inCatalog, T, type Instance, type World } from './harness.ts';

let world: World;
let loop: LoopbackEvents;
let app: Instance;

async function open(): Promise<void> {
  world = createWorld();
  loop = createLoopbackEvents();
  await importSmall(world.start());
  app = world.start({ events: loop.events });
}
beforeEach(open);
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

  async function live(actions: readonly Action[]): Promise<Address[]> {
    const sessions = [await begin(), await begin({ network: 'A' })];
    for (const { session, change, planId } of actions) {
      const address = sessions[session]!;
      if (planId !== undefined) await app.giveFeedback({ ...address, feedback: [{ type: 'saved', planId }] });
      else await app.recordResponses({ ...address, changes: change });
    }
    await app.outbox.settled();
    return sessions;
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
        await open();
        const again = await live(actions);
        const next = (): number => numbers.next().value as number;
        const shuffled = loop.waiting
          .splice(0)
          .flatMap((one) => Array.from({ length: 1 + (next() % 5) }, () => ({ one, place: next() })))
          .sort((a, b) => a.place - b.place);
        for (const { one } of shuffled) await loop.deliver(app.consumers!, one);
        expect(await stateOf(again)).toBe(inOrder);
      }),
      propertyRuns(60),
    );
  });
});
