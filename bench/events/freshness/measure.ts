import type { Contender } from '../../http/contenders.ts';
import type { ResponseChange } from '../../http/load.ts';
import { createSessions } from '../../http/workload.ts';
import { showProgress } from '../../support/report.ts';
import { runChild } from '../../support/runChild.ts';
import { ADMIN_KEY, waitUntilQuiet } from './counters.ts';
import { patiently } from './patiently.ts';
import { countUnreadable } from './readable.ts';
import { findHighestRate, isSteady, type RateSearch } from './sustainedRate.ts';
import type { FreshnessResult, FreshnessTask, SessionProgress } from './task.ts';

/** Responses at one rate, and what became of them. */
export interface RateRun extends Omit<FreshnessResult, 'sessions'> {
  perSecond: number;
  /** Each second, from the first response to the last event published and the last message handled. */
  acknowledgedPerSecond: number;
  publishedPerSecond: number;
  handledPerSecond: number;
  /** Sessions whose latest acknowledged response did not become readable. */
  unreadable: number;
}

export interface FreshnessOptions {
  /** A fresh server, whose administrator key is this. */
  start: (adminKey: string) => Promise<Contender>;
  changes: readonly ResponseChange[];
  /** Rates to measure, each second. */
  rates: readonly number[];
  search: RateSearch;
  seconds: number;
  searchSeconds: number;
  warmUpSeconds: number;
  /** Between two responses of a session; people are hardly ever faster than 2. */
  pauseSeconds: number;
  seed: number;
}

export interface FreshnessRuns {
  /** In the order of the rates. */
  fixed: RateRun[];
  /** All rates the search tried; they ran for `searchSeconds`. */
  tried: RateRun[];
  /** The highest that was sustained; undefined: none was. */
  highest: RateRun | undefined;
}

/** Readers are part of the load, so they stay few. */
const SAMPLES_PER_SECOND = 20;
const PATIENCE_MS = 30_000;
const SESSIONS_AT_ONCE = 8;
const WARM_UP_PER_SECOND = 100;

/** On a fresh server: the rates asked for, then a search for the highest one that it sustains. */
export async function measureFreshness(name: string, options: FreshnessOptions): Promise<FreshnessRuns> {
  const { rates, search, seconds, searchSeconds, warmUpSeconds } = options;
  const { origin, server } = await options.start(ADMIN_KEY);
  try {
    const run = createRunner(origin, options);
    await run(WARM_UP_PER_SECOND, warmUpSeconds);
    const fixed: RateRun[] = [];
    for (const rate of rates) {
      showProgress(`events: ${name}, ${rate} responses a second`);
      fixed.push(await run(rate, seconds));
    }
    const tried: RateRun[] = [];
    const highest = await findHighestRate(search, async (rate) => {
      showProgress(`events: ${name}, are ${rate} responses a second sustained?`);
      const one = await run(rate, searchSeconds);
      tried.push(one);
      return isSustained(one);
    });
    return { fixed, tried, highest: tried.find(({ perSecond }) => perSecond === highest) };
  } finally {
    await server.stop();
  }
}

/** Neither the person nor the recommendation waits longer and longer, and all that was sent was taken. */
export const isSustained = ({ failed, unreadable, samples, acknowledgementsMs }: RateRun): boolean =>
  failed === 0 &&
  unreadable === 0 &&
  isSteady(samples.map(({ lagMs }) => lagMs ?? Infinity)) &&
  isSteady(acknowledgementsMs);

function createRunner(origin: string, { changes, pauseSeconds, seed }: FreshnessOptions) {
  const sessions: SessionProgress[] = [];
  let runs = 0;

  return async function run(perSecond: number, seconds: number): Promise<RateRun> {
    const needed = Math.ceil(perSecond * pauseSeconds);
    while (sessions.length < needed) {
      const count = Math.min(SESSIONS_AT_ONCE, needed - sessions.length);
      const added = await patiently(() => createSessions(origin, count));
      sessions.push(...added.map((access) => ({ ...access, changes: 0, version: 0 })));
    }
    const before = await waitUntilQuiet(origin);
    const task: FreshnessTask = {
      ...{ origin, changes, perSecond, seconds },
      sessions: sessions.splice(0, needed),
      seed: seed + runs++,
      samplesPerSecond: SAMPLES_PER_SECOND,
      patienceMs: PATIENCE_MS,
    };
    const startedMs = performance.now();
    const sent = await runChild<FreshnessResult>(new URL('./client.ts', import.meta.url), task);
    const { sessions: used, ...result } = sent;
    const unreadable = await countUnreadable(origin, used, PATIENCE_MS);
    sessions.push(...used);
    const after = await waitUntilQuiet(origin);
    const tookSeconds = Math.max(seconds, (after.lastChangeMs - startedMs) / 1_000);
    return {
      ...result,
      perSecond,
      acknowledgedPerSecond: result.acknowledged / seconds,
      publishedPerSecond: (after.counters.published - before.counters.published) / tookSeconds,
      handledPerSecond: (after.counters.handled - before.counters.handled) / tookSeconds,
      unreadable,
    };
  };
}
