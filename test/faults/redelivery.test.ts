import { hash, randomInt } from 'node:crypto';
import { createRandom, type Random } from '../../bench/support/random.ts';
import { eventually } from '../support/eventually.ts';
import { hasRedisServer, redisServerReason } from '../support/redisServer.ts';
import { describeIf } from '../support/requireTool.ts';
import type { ServerProcess } from '../support/serverProcess.ts';
import { answer, giveFeedback, isProjected, startSession, type Participant } from './support/app.ts';
import type { EventServices, QueuedEvent } from './support/eventServices.ts';
import { readDocuments } from './support/stores.ts';
import { closeSurroundings, openSurroundings, type Surroundings } from './support/surroundings.ts';

// Longer: SHUFFLES=20 npm test -- test/faults/redelivery
const shuffles = Number(process.env.SHUFFLES ?? '') || 1;
const seed = Number(process.env.SEED ?? '') || randomInt(2 ** 31);

const SESSIONS = 6;
const ACTIONS_IN_A_ROUND = 20;
const ROUNDS = 3;
const MOST_COPIES = 5;
const LONGEST_DELAY_MS = 1_500;
/** Popularity is counted by the clock; lists that use it would say so. */
const settings = { 'AzureWebJobs.countPopularities.Disabled': 'true' };

describeIf(hasRedisServer, redisServerReason, 'events delivered one to five times, late and in any order', () => {
  afterEach(closeSurroundings);

  /** The same sessions and the same changes for the same `random`, whichever app they are made on. */
  function createActors(random: Random) {
    const participants: Participant[] = [];
    const networks = ['A', 'B', null];
    const types = ['viewed', 'saved', 'chosen', 'dismissed'];
    async function act(server: ServerProcess): Promise<void> {
      for (let index = participants.length; index < SESSIONS; index += 1) {
        const start = { idempotencyKey: `${seed}-${index}`, ...(index % 2 > 0 && { responses: { network: 'A' } }) };
        participants.push(await startSession(server, start));
      }
      for (let count = 0; count < ACTIONS_IN_A_ROUND; count += 1) {
        const who = participants[random.integer(SESSIONS)]!;
        const [first, second] = [random.integer(4), random.integer(3)];
        const { status } =
          random.next() < 0.3
            ? await giveFeedback(server, who, types[first]!, `p${second + 1}`)
            : await answer(server, who, { network: networks[second]!, price: 5 + 10 * first });
        if (status !== 200) throw new Error(`a change was answered ${status}`);
      }
    }
    return { participants, act };
  }

  async function runInOrder(): Promise<{ state: string; eventIds: Set<string> }> {
    const surroundings = await openSurroundings();
    const { redis, services } = surroundings;
    const server = await surroundings.start(settings);
    const { participants, act } = createActors(createRandom(seed));
    for (let round = 0; round < ROUNDS; round += 1) {
      await act(server);
      await eventually(async () => {
        const done = await Promise.all(participants.map((who) => isProjected(server, redis, who)));
        return done.every(Boolean) && (await services.areQueuesEmpty());
      });
    }
    await server.stop();
    const ids = services.events.map(idOf);
    return { state: await stateOf(surroundings), eventIds: new Set(ids) };
  }

  async function runShuffled(run: number, eventIds: ReadonlySet<string>): Promise<string> {
    const surroundings = await openSurroundings();
    const { services } = surroundings;
    const random = createRandom(seed, run);
    services.holdBack();
    const server = await surroundings.start(settings);
    const { act } = createActors(createRandom(seed));
    let sent = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      await act(server);
      // Once all are published; in between, whatever is there already.
      if (round === ROUNDS) await eventually(() => new Set(services.events.map(idOf)).size === eventIds.size);
      // More may come meanwhile.
      const published = services.events.length;
      await sendCopies(services, services.events.slice(sent, published), random);
      sent = published;
    }
    expect(new Set(services.events.map(idOf))).toEqual(eventIds);
    await eventually(() => services.areQueuesEmpty(), 60_000);
    await server.stop();
    return stateOf(surroundings);
  }

  it(
    `leave the cache and the facts as if delivered once and in order (${shuffles} times)`,
    async () => {
      const { state, eventIds } = await runInOrder();
      expect(JSON.parse(state)).toMatchObject({ cache: { length: 2 * SESSIONS }, facts: { length: SESSIONS } });
      for (let run = 1; run <= shuffles; run += 1) {
        const shuffled = await runShuffled(run, eventIds);
        process.stderr.write(`redelivery: seed ${seed}, run ${run} of ${shuffles}, ${digestOf(shuffled)}\n`);
        expect(JSON.parse(shuffled)).toEqual(JSON.parse(state));
        expect(digestOf(shuffled)).toBe(digestOf(state));
        await closeSurroundings();
      }
    },
    120_000 + shuffles * 60_000,
  );
});

/** Straight to the queues, by the real client: in batches, of each event one copy or several, some for later. */
async function sendCopies(services: EventServices, events: readonly QueuedEvent[], random: Random): Promise<void> {
  const copies = events
    .flatMap((event) =>
      Array.from({ length: 1 + random.integer(MOST_COPIES) }, () => ({ event, place: random.next() })),
    )
    .sort((one, other) => one.place - other.place)
    .map(({ event }) => event);
  for (const queue of new Set(copies.map((copy) => copy.queue))) {
    const sender = services.client.createSender(queue);
    const messages = copies
      .filter((copy) => copy.queue === queue)
      .map(({ message: { body, messageId, contentType } }) => ({
        ...{ body: Buffer.from(body), messageId, contentType },
        ...(random.next() < 0.4 && {
          scheduledEnqueueTimeUtc: new Date(Date.now() + random.integer(LONGEST_DELAY_MS)),
        }),
      }));
    for (let start = 0; start < messages.length; start += 50) {
      await sender.sendMessages(messages.slice(start, start + 50));
    }
    await sender.close();
  }
}

const idOf = ({ queue, message }: QueuedEvent): string => `${queue} ${(JSON.parse(message.body) as { id: string }).id}`;

/** Everything in the cache and all facts, in one order; without what says when it was made. */
async function stateOf({ redis, dataDir }: Surroundings): Promise<string> {
  const keys = ((await redis.ask('KEYS', '*')) as string[]).sort();
  const values = (await redis.ask('MGET', ...keys)) as string[];
  const cache = keys.map((key, place) => {
    const [counters, text] = values[place]!.split('\n', 2) as [string, string];
    return { key, counters, value: withoutTimes(JSON.parse(text) as Record<string, unknown>) };
  });
  const facts = readDocuments(dataDir)
    .filter(({ collection }) => collection === 'facts')
    .map(({ body }) => withoutTimes(body))
    .sort((one, other) => (String(one.sessionId) < String(other.sessionId) ? -1 : 1));
  return JSON.stringify({ cache, facts });
}

const TIMES = ['computedAt', 'startedAt', 'changedAt', 'interestedAt', 'expiresAtMs'];

function withoutTimes(value: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(value).filter(([name]) => !TIMES.includes(name));
  return Object.fromEntries(kept.sort(([one], [other]) => (one < other ? -1 : 1)));
}

const digestOf = (text: string): string => hash('sha256', text, 'base64url').slice(0, 16);
