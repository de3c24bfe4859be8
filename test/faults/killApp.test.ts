import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../bench/support/random.ts';
import { killCount } from '../support/kill/child.ts';
import { readChoices, type Choices } from '../support/kill/sessionAnswers.ts';
import { createSessionWriter, type SessionWriter } from '../support/kill/sessionWriter.ts';
import { createLedger } from '../support/ledger.ts';
import {
  hasRedisServer,
  redisServerReason,
  startRedisServer,
  stopAllRedisServers,
  type RedisServer,
} from '../support/redisServer.ts';
import { describeIf } from '../support/requireTool.ts';
import { spawnServer, stopAllServers, type ServerProcess } from '../support/serverProcess.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';
import { cachedVersions, isProjected, manage, startApp, type Participant } from './support/app.ts';
import { readDocuments, readMessageCounts } from './support/stores.ts';

// A long hunt: KILLS=1000 npm test -- test/faults/killApp
const kills = killCount(30);
const seed = Number(process.env.SEED ?? '') || randomInt(2 ** 31);

const WRITERS = 16;
/** Kills come within this time after the server is ready, or, every tenth, after it was started. */
const WINDOW_MS = 600;
const STARTING_MS = 1_500;
/**
 * What is left after the last kill may wait for the relay, and for copies of messages that come later. Consumers give way to
 * writers and are killed with them, so that after many kills much is left: this long nothing may get done at all.
 */
const STUCK_AFTER_MS = 60_000;
const LOOK_EVERY_MS = 500;
const MOST_RESTARTS_TO_DRAIN = 10;

describeIf(hasRedisServer, redisServerReason, 'the app, its topic and its broker, killed together', () => {
  let folder: TemporaryFolder;
  let redis: RedisServer;
  beforeEach(async () => {
    folder = createTemporaryFolder();
    redis = await startRedisServer();
  });
  afterEach(async () => {
    await stopAllServers();
    await stopAllRedisServers();
    folder.remove();
  });

  const restart = () => startApp({ dataDir: folder.path, redis });

  function createWriters(choices: Choices, round: number): SessionWriter[] {
    const ledger = createLedger();
    return Array.from({ length: WRITERS }, (_, index) => {
      const name = `${seed}-${round}-${index}`;
      return createSessionWriter({ name, random: createRandom(seed, round * WRITERS + index), choices, ledger });
    });
  }

  /** Kills while all write. */
  async function killUnderLoad(server: ServerProcess, writers: readonly SessionWriter[], afterMs: number) {
    let isKilled = false;
    const written = writers.map((writer) =>
      writer.write(server.url).catch((error: unknown) => {
        if (!isKilled) throw error;
      }),
    );
    await Promise.race([sleep(afterMs), Promise.all(written)]);
    isKilled = true;
    expect(await server.stop('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    await Promise.all(written);
  }

  /** What of that which was acknowledged before the kill is not there any more. */
  async function findBroken({ url }: ServerProcess, writers: readonly SessionWriter[]): Promise<string[]> {
    return (await Promise.all(writers.map((writer) => writer.findBroken(url)))).flat();
  }

  async function killWhileStarting(afterMs: number): Promise<void> {
    const settings = { CACHE: 'redis', REDIS_URL: redis.url };
    const server = spawnServer({ dataDir: folder.path, settings });
    await sleep(afterMs);
    expect(await server.stop('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
  }

  async function findUncached(participants: readonly Participant[]): Promise<string[]> {
    const ids = participants.map(({ sessionId }) => sessionId);
    const lists = await cachedVersions(redis, ['recommendations'], ids);
    const summaries = await cachedVersions(redis, ['reportSummaries'], ids);
    return participants
      .map(({ sessionId, version }, place) => ({ sessionId, version, cached: [lists[place], summaries[place]] }))
      .filter(({ version, cached }) => cached.some((one) => (one ?? -1) < version))
      .map(
        ({ sessionId, version, cached }) => `${sessionId} is at ${version}, its list and summary at ${cached.join()}`,
      );
  }

  /** What of this is not done yet, from the files of a stopped server. */
  function findUnfinished(participants: readonly Participant[]): string[] {
    const documents = readDocuments(folder.path);
    const bodiesOf = (name: string) => documents.flatMap(({ collection, body }) => (collection === name ? [body] : []));
    const facts = new Map(bodiesOf('facts').map((body) => [body.sessionId, body]));
    const versionOf = (sessionId: string): number => Number(facts.get(sessionId)?.version ?? -1);
    return [
      ...participants
        .filter(({ sessionId, version }) => versionOf(sessionId) < version)
        .map(({ sessionId, version }) => `${sessionId} is at ${version}, its facts at ${versionOf(sessionId)}`),
      ...documents
        .filter(({ body }) => 'unpublishedSince' in body)
        .map(({ collection, body }) => `unpublished in ${collection}: ${String(body.sessionId ?? body.catalogId)}`),
      // Whatever its writer was told: every stored session has its facts.
      ...bodiesOf('sessions')
        .filter(({ sessionId, sequence }) => facts.get(sessionId)?.sequence !== sequence)
        .map(({ sessionId }) => `the facts of ${String(sessionId)} are not its last`),
      ...Object.entries(readMessageCounts(folder.path)).map(([queue, messages]) => `${messages} left in ${queue}`),
    ];
  }

  it(
    `lose no effect of what was acknowledged to ${WRITERS} writers through ${kills} kills`,
    async () => {
      const random = createRandom(seed);
      let choices: Choices | undefined;
      const rounds: SessionWriter[][] = [];
      for (let count = 1; count <= kills; count += 1) {
        if (count % 10 === 0) {
          await killWhileStarting(random.next() * STARTING_MS);
          continue;
        }
        const server = await restart();
        choices ??= await readChoices(server.url, 'ai-models');
        expect(await findBroken(server, rounds.at(-1) ?? [])).toEqual([]);
        // Other sessions each time: what comes later in a session would make good for what a kill took from it.
        const writers = createWriters(choices, count);
        rounds.push(writers);
        await killUnderLoad(server, writers, random.next() * WINDOW_MS);
        if (count % 50 === 1) process.stderr.write(`killApp: ${count} of ${kills} kills\n`);
      }
      let server = await restart();
      expect(await findBroken(server, rounds.at(-1)!)).toEqual([]);

      const participants = rounds
        .flat()
        .flatMap(({ sessions }) => sessions)
        .map(({ sessionId, token, known }): Participant => ({ sessionId, token, version: known.version }));
      // First past the app and all at once, so that reading does not hold up what is waited for.
      let giveUpAt = Date.now() + STUCK_AFTER_MS;
      let uncached = await findUncached(participants);
      while (uncached.length > 0 && Date.now() < giveUpAt) {
        await sleep(LOOK_EVERY_MS);
        const left = await findUncached(participants);
        if (left.length < uncached.length) giveUpAt = Date.now() + STUCK_AFTER_MS;
        uncached = left;
      }
      expect(uncached).toEqual([]);
      const withoutEffect: string[] = [];
      for (const who of participants) if (!(await isProjected(server, redis, who))) withoutEffect.push(who.sessionId);
      expect(withoutEffect).toEqual([]);

      // Only a stopped server's files can be read.
      let unfinished: string[] = [];
      for (let attempt = 1; attempt <= MOST_RESTARTS_TO_DRAIN; attempt += 1) {
        expect((await manage(server, 'GET', 'dead-letters')).body).toEqual({ messages: [] });
        expect(await server.stop()).toEqual({ code: 0, signal: null });
        unfinished = findUnfinished(participants);
        if (unfinished.length === 0) break;
        server = await restart();
        await sleep(attempt * 1_000);
      }
      const acknowledged = participants.reduce((sum, { version }) => sum + version, 0);
      process.stderr.write(
        `killApp: seed ${seed}, ${kills} kills, ${acknowledged} acknowledged versions of ${participants.length} sessions\n`,
      );
      expect(unfinished).toEqual([]);
      // Fewer would mean that hardly anything was at stake.
      expect(acknowledged).toBeGreaterThan(kills * 4);
    },
    120_000 + kills * 15_000,
  );
});
