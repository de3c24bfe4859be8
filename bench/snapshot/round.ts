import { setTimeout as wait } from 'node:timers/promises';
import { createActivateVersion } from '../../shared/application/activateVersion.ts';
import { createCatalogSnapshots, type ActiveCatalog } from '../../shared/application/catalogSnapshots.ts';
import { systemClock } from '../../shared/composition/systemClock.ts';
import { createLogger } from '../../shared/observability/logger.ts';
import { createMemoryCache } from '../../shared/adapters/memory/memoryCache.ts';
import { keptOutbox } from '../../shared/application/outbox/createOutbox.ts';
import { createMetrics } from '../../shared/observability/createMetrics.ts';
import { recommend } from '../../shared/domain/engine/recommend.ts';
import { createSessionSource } from '../panel/sessions.ts';
import { readTask, sendResult } from '../support/childTask.ts';
import { ADDRESS, answerText, openStores, STREAM } from './stores.ts';

/** One round: a fresh process that loads version 1, answers, and switches to version 2 while it goes on answering. */
export interface SnapshotRoundTask {
  dataDir: string;
  plans: number;
  /** By version. */
  seeds: number[];
  /** How long memory is left to settle. */
  settleMs: number;
}

/** Sent as it happens, so that whoever started this process can look at its memory. */
export interface PhaseMessage {
  phase: 'loaded' | 'switching' | 'switched' | 'settled';
}

/** All times in milliseconds. */
export interface SnapshotRoundResult {
  loadMs: number;
  readMs: number;
  firstShortlistMs: number;
  switchMs: number;
  /** Of the requests that came every few milliseconds meanwhile, from when each was due. */
  meanwhileMs: number[];
  /** By version, its answer to the first session. */
  answers: string[];
}

const REQUEST_EVERY_MS = 10;
const BUDGET_BYTES = 512 * 1024 * 1024;
const POLL_MS = 3_600_000;

const task = (await readTask()) as SnapshotRoundTask;
const logger = createLogger({ format: 'plain', write: (line) => console.error(line), now: () => new Date() });
const stores = await openStores(task.dataDir);
const { activations, catalogVersions } = stores;
let readMs = 0;
const objects: typeof stores.objects = {
  ...stores.objects,
  async get(name) {
    const before = performance.now();
    const bytes = await stores.objects.get(name);
    readMs = performance.now() - before;
    return bytes;
  },
};
const snapshots = createCatalogSnapshots({
  activations,
  catalogVersions,
  objects,
  clock: systemClock,
  logger,
  metrics: createMetrics(),
  pollMs: POLL_MS,
  budgetBytes: BUDGET_BYTES,
});
const activateVersion = createActivateVersion({
  ...{ activations, catalogVersions, snapshots, clock: systemClock, logger },
  cache: createMemoryCache(),
  outbox: keptOutbox,
});
const sources = task.seeds.map((seed) => createSessionSource(seed, task.plans));
const current = async (): Promise<ActiveCatalog> => snapshots.current(ADDRESS.tenantId, ADDRESS.catalogId);

const answerFirst = async (version: number): Promise<string> => {
  const { compiled } = await current();
  return answerText(compiled, sources[version - 1]!.satisfiable(STREAM.first, 0).responses);
};
const tell = (phase: PhaseMessage['phase']): void => void process.send!({ phase } satisfies PhaseMessage);

// The round before has switched to version 2; nothing is loaded by this.
await activateVersion({ ...ADDRESS, version: 1 });
const start = performance.now();
await current();
const loadMs = performance.now() - start;
const firstReadMs = readMs;
const answers = [await answerFirst(1)];
const firstShortlistMs = performance.now() - start - loadMs;
await wait(task.settleMs);
tell('loaded');
await wait(task.settleMs);

const requests = answerRegularly();
tell('switching');
const beforeSwitch = performance.now();
await activateVersion({ ...ADDRESS, version: 2 });
const switchMs = performance.now() - beforeSwitch;
answers.push(await answerFirst(2));
await wait(task.settleMs);
tell('switched');
const meanwhileMs = requests.soFar();
requests.stop();
// By itself the old version goes with the next full collection; this shows that nothing else keeps it.
globalThis.gc?.();
await wait(task.settleMs);
tell('settled');
// Long enough for the parent to look.
await wait(task.settleMs);
snapshots.dispose();
await stores.close();
sendResult({
  loadMs,
  readMs: firstReadMs,
  firstShortlistMs,
  switchMs,
  meanwhileMs,
  answers,
} satisfies SnapshotRoundResult);

/** People who go on asking while versions are switched; whoever comes while the thread is busy waits. */
function answerRegularly(): { soFar: () => number[]; stop: () => void } {
  const waits: number[] = [];
  let due = performance.now() + REQUEST_EVERY_MS;
  let asked = 0;
  const answerDue = async (): Promise<void> => {
    const { compiled } = await current();
    recommend(compiled, { responses: sources[0]!.satisfiable(STREAM.meanwhile, asked++).responses });
    waits.push(performance.now() - due);
    due = Math.max(due + REQUEST_EVERY_MS, performance.now());
  };
  const timer = setInterval(() => void answerDue(), REQUEST_EVERY_MS);
  return { soFar: () => waits.slice(), stop: () => clearInterval(timer) };
}
