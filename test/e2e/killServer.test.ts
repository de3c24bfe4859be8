import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom, type Random } from '../../bench/support/random.ts';
import type { Health } from '../../shared/application/useCases.ts';
import type { Session } from '../../shared/domain/session/session.ts';
import { killCount } from '../support/kill/child.ts';
import { readChoices } from '../support/kill/sessionAnswers.ts';
import { createSessionWriter, type SessionWriter, type WrittenSession } from '../support/kill/sessionWriter.ts';
import { readStoredSessions } from '../support/kill/storedSessions.ts';
import { createLedger } from '../support/ledger.ts';
import { sendJson } from '../support/sendJson.ts';
import { spawnServer, startServer, stopAllServers } from '../support/serverProcess.ts';
import { foldEvents, hasVersion, stateText, toJournalEntry } from '../support/sessionModel.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

// A long hunt: KILLS=100 npm test -- test/e2e/killServer
const kills = killCount(8);
const seed = Number(process.env.SEED ?? '') || randomInt(2 ** 31);

const WRITERS = 16;
/** Kills come within this time after the server is ready, or, every fourth, after it was started. */
const WINDOW_MS = 1_500;
const STARTING_MS = 700;

let folder: TemporaryFolder;
beforeEach(() => {
  folder = createTemporaryFolder();
});
afterEach(async () => {
  await stopAllServers();
  folder.remove();
});

it(
  `loses nothing it acknowledged to 16 concurrent writers through ${kills} kills`,
  async () => {
    const startedAt = Date.now();
    const random = createRandom(seed);
    const ledger = createLedger();
    const dataDir = folder.path;
    const counts = { kills: 0, underWay: 0 };
    let writers: SessionWriter[] = [];

    /** A server on the folder, after what the last one wrote was held against what this one shows. */
    async function restart() {
      const server = await startServer({ dataDir });
      const { body: health } = await sendJson<Health>(`${server.url}/health/ready`);
      expect(health.checks.documents).toMatchObject({ adapter: 'sqlite', synchronous: 'FULL' });
      if (writers.length === 0) writers = await createWriters(server.url);
      const broken = await Promise.all(writers.map((writer) => writer.findBroken(server.url)));
      expect(broken.flat()).toEqual([]);
      return server;
    }

    async function createWriters(url: string): Promise<SessionWriter[]> {
      const choices = await readChoices(url, 'ai-models');
      return Array.from({ length: WRITERS }, (_, index) =>
        createSessionWriter({ name: `${seed}-${index}`, random: createRandom(seed, index), choices, ledger }),
      );
    }

    for (; counts.kills < kills; counts.kills += 1) {
      if (counts.kills % 4 === 3) {
        await killWhileStarting(dataDir, random);
        continue;
      }
      const server = await restart();
      let isKilled = false;
      const written = writers.map((writer) =>
        writer.write(server.url).catch((error: unknown) => {
          if (!isKilled) throw error;
        }),
      );
      await Promise.race([sleep(random.next() * WINDOW_MS), Promise.all(written)]);
      isKilled = true;
      expect(await server.stop('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
      await Promise.all(written);
      counts.underWay += writers.filter(({ isWaiting }) => isWaiting).length;
    }
    const last = await restart();
    expect(await last.stop()).toEqual({ code: 0, signal: null });

    const stored = readStoredSessions(dataDir);
    const broken = await ledger.findBroken((id) => Promise.resolve(answersByVersion(stored.get(id))));
    const sessions = writers.flatMap((writer) => writer.sessions);
    process.stderr.write(
      `killServer: seed ${seed}, ${counts.kills} kills, ${ledger.size} acknowledged changes of ${sessions.length} sessions, ` +
        `${counts.underWay} requests under way at kills, ${broken.length} lost, ${Math.round((Date.now() - startedAt) / 1000)} s\n`,
    );
    expect(broken).toEqual([]);
    expect(sessions.flatMap((session) => faultsOf(session, stored.get(session.sessionId)))).toEqual([]);
    expect([...stored.values()].flatMap(inconsistenciesOf)).toEqual([]);
    // Fewer would mean that hardly anything was at stake.
    expect(ledger.size).toBeGreaterThan(kills * WRITERS);
    expect(counts.underWay).toBeGreaterThan(0);
  },
  30_000 + kills * 15_000,
);

/** Opening the stores, or making them, is cut off. */
async function killWhileStarting(dataDir: string, random: Random): Promise<void> {
  const server = spawnServer({ dataDir });
  await sleep(random.next() * STARTING_MS);
  expect(await server.stop('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
}

function answersByVersion(session: Session | undefined): ReadonlyMap<number, string> | undefined {
  if (session === undefined) return undefined;
  const entries = session.events.flatMap((event) => toJournalEntry(event) ?? []);
  return new Map(entries.filter(hasVersion).map(({ version, change }) => [version, change]));
}

/** Where state and journal in the file differ from what the writer was told: nothing less, nothing more, nothing twice. */
function faultsOf({ sessionId, known }: WrittenSession, stored: Session | undefined): string[] {
  if (stored === undefined) return [`${sessionId} is lost`];
  const journal = JSON.stringify(stored.events.flatMap((event) => toJournalEntry(event) ?? []));
  return [
    ...(stateText(stored) === stateText(known) ? [] : [`${sessionId} has the state ${stateText(stored)}`]),
    ...(journal === JSON.stringify(known.journal) ? [] : [`${sessionId} has the journal ${journal}`]),
  ];
}

/** Holds for every stored session, also for those whose writer never learnt of them. */
function inconsistenciesOf(session: Session): string[] {
  const { sessionId, events, sequence } = session;
  const numbers = events.map((event) => event.sequence);
  return [
    ...(numbers.every((number, index) => number === index + 1) && sequence === numbers.length
      ? []
      : [`${sessionId} numbers its events ${numbers.join()} up to ${sequence}`]),
    ...(stateText(foldEvents(events)) === stateText(session) ? [] : [`${sessionId} is not what its events lead to`]),
  ];
}
