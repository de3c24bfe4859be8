import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import { hasRedisServer, redisServerReason } from '../support/redisServer.ts';
import { describeIf } from '../support/requireTool.ts';
import type { ServerProcess } from '../support/serverProcess.ts';
import {
  answer,
  cachedVersions,
  isProjected,
  readRecommendations,
  startSession,
  type Participant,
} from './support/app.ts';
import type { EventServices } from './support/eventServices.ts';
import { readDocuments } from './support/stores.ts';
import { closeSurroundings, openSurroundings, type Surroundings } from './support/surroundings.ts';

const LOCK_SECONDS = 1.5;
const LOCK_MS = LOCK_SECONDS * 1_000;
/** Consumers wait for a frozen Redis for so long, which is longer than any lock here lasts without being renewed. */
const settings = { REDIS_COMMAND_TIMEOUT_MS: '5000' };

describeIf(hasRedisServer, redisServerReason, 'a consumer that takes longer than the lock of its message', () => {
  let surroundings: Surroundings;
  let server: ServerProcess;
  let who: Participant;
  beforeEach(async () => {
    surroundings = await openSurroundings({ lockSeconds: LOCK_SECONDS });
    server = await surroundings.start(settings);
    who = await startSession(server);
    await eventually(() => isProjected(server, surroundings.redis, who));
    await eventually(() => surroundings.services.areQueuesEmpty());
  });
  afterEach(closeSurroundings);

  /** An answer whose list cannot be kept yet: its consumer has the message and waits for Redis. */
  async function answerWhileFrozen(): Promise<void> {
    surroundings.redis.freeze();
    expect((await answer(server, who, { network: 'A' })).status).toBe(200);
    await eventually(async () => (await deliveriesOf(surroundings.services)).length === 1);
  }

  async function expectOneEffect(): Promise<void> {
    const { redis, services, dataDir } = surroundings;
    await eventually(() => isProjected(server, redis, who));
    await eventually(() => services.areQueuesEmpty());
    const kinds = ['recommendations', 'reportSummaries'];
    expect(await cachedVersions(redis, kinds, [who.sessionId])).toEqual([who.version, who.version]);
    const { body } = await readRecommendations(server, who, who.version);
    expect(body.plans.map(({ planId }) => planId)).toEqual(['p1', 'p3']);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    const facts = readDocuments(dataDir).filter(({ collection }) => collection === 'facts');
    expect(facts).toMatchObject([{ body: { version: who.version, counts: { answered: 1 } } }]);
  }

  it('keeps it while the trigger renews the lock', async () => {
    await answerWhileFrozen();
    await sleep(2.5 * LOCK_MS);
    // Once renewed locks had run out, the message would have been given back.
    expect(await deliveriesOf(surroundings.services)).toEqual([0]);
    surroundings.redis.resume();
    await expectOneEffect();
  });

  it('loses it when the process stands still, and the second delivery does no harm', async () => {
    await answerWhileFrozen();
    void server.stop('SIGSTOP');
    await eventually(async () => (await deliveriesOf(surroundings.services)).some((lost) => lost > 0));
    surroundings.redis.resume();
    void server.stop('SIGCONT');
    await expectOneEffect();
  });
});

/** Of each message of precompute: how many deliveries have led to nothing. */
async function deliveriesOf(services: EventServices): Promise<number[]> {
  return (await services.peek('precompute')).map(({ deliveryCount = 0 }) => deliveryCount);
}
