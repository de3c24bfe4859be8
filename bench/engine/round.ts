import { createSessionSource, type PanelSession, type SessionSource } from '../panel/sessions.ts';
import { createPlans, type PanelPlan } from '../panel/plans.ts';
import { readTask, sendResult } from '../support/childTask.ts';
import { median } from '../support/statistics.ts';
import { loadBuilder, type EngineName } from './engines/index.ts';
import { findDifference, type PanelEngine } from './panelEngine.ts';

/** One round: a fresh process that builds every engine, checks that they agree, and times every call of each. */
export interface RoundTask {
  plans: number;
  /** Seed of the plans and of the sessions measured. */
  seed: number;
  engines: EngineName[];
  sessions: number;
  /** Milliseconds each contender may take for all its timed calls; slow ones are called for fewer sessions. */
  budgetMs: number;
  /** Turns the order of the contenders round. */
  reversed: boolean;
}

export interface RoundResult {
  buildMs: Record<string, number>;
  /** Microseconds of every timed call by contender: the engines, and `allFacets`, `recommend`, `zeroResult`. */
  samplesUs: Record<string, number[]>;
  /** The first disagreements; empty when all results were equal. */
  differences: string[];
  checkedSessions: number;
}

const STREAM = { warmUp: 1, measured: 2, zeroResult: 3 } as const;
const WARM_UP_MS = 1_000;
const FEWEST_WARM_UPS = 3;
const FEWEST_CALLS = 5;
const CHECKED_SESSIONS = 500;
const CHECKED_WITH_ALL = 20;
const BLOCK_SESSIONS = 50;
const ZERO_SESSIONS = 300;
const ZERO_SESSION_ATTEMPTS = 3_000;

/** Contenders that answer in well under a millisecond, and so can be compared on every session. */
const isFast = (name: string): boolean => ['shortlist', 'allFacets', 'recommend', 'roaring'].includes(name);

interface Contender {
  name: string;
  sessions: readonly PanelSession[];
  createWarmUpSession: (index: number) => PanelSession;
  answer: (session: PanelSession) => unknown;
}

const task = (await readTask()) as RoundTask;
const plans = [...createPlans(task.seed, task.plans)];
const source = createSessionSource(task.seed, task.plans);
const measured = Array.from({ length: task.sessions }, (_, index) => source.satisfiable(STREAM.measured, index));
const { engines, buildMs } = await buildEngines(task, plans);
const { zeroSessions, differences, checkedSessions } = checkEngines(engines, source, measured);

const createWarmUpSession = (index: number): PanelSession => source.satisfiable(STREAM.warmUp, index);
const contenders: Contender[] = [...engines].map(([name, engine]) => ({
  name,
  sessions: measured,
  createWarmUpSession,
  answer: (session) => engine.answer(session),
}));
const recommend = engines.get('recommend');
if (recommend !== undefined && zeroSessions.length > 0) {
  contenders.push({
    name: 'zeroResult',
    sessions: zeroSessions,
    createWarmUpSession: (index) => source.contradictory(STREAM.warmUp, index),
    answer: (session) => recommend.answer(session),
  });
}
if (task.reversed) contenders.reverse();
sendResult({
  buildMs,
  samplesUs: timeContenders(contenders, task),
  differences,
  checkedSessions,
} satisfies RoundResult);

/** Shortlist is built once and contends three times: with the peers' facets, with all facets, and whole. */
async function buildEngines(
  { engines: names }: RoundTask,
  from: readonly PanelPlan[],
): Promise<{ engines: Map<string, PanelEngine>; buildMs: Record<string, number> }> {
  const built = new Map<string, PanelEngine>();
  const tookMs: Record<string, number> = {};
  for (const name of names) {
    if (name === 'shortlist') {
      const { compilePanel, createShortlistEngines } = await import('./engines/shortlist.ts');
      const start = performance.now();
      const compiled = compilePanel(from);
      tookMs[name] = performance.now() - start;
      const { completeAnswer, allFacets, wholeRecommend } = createShortlistEngines(compiled);
      built.set('shortlist', completeAnswer).set('allFacets', allFacets).set('recommend', wholeRecommend);
    } else {
      const build = await loadBuilder(name);
      const start = performance.now();
      built.set(name, build(from));
      tookMs[name] = performance.now() - start;
    }
  }
  return { engines: built, buildMs: tookMs };
}

/** Compares every engine with the first one; finds the sessions that nothing fits on the way. */
function checkEngines(
  contestants: ReadonlyMap<string, PanelEngine>,
  sessions: SessionSource,
  satisfiable: readonly PanelSession[],
): { zeroSessions: PanelSession[]; differences: string[]; checkedSessions: number } {
  const found: string[] = [];
  const [first, ...others] = [...contestants];
  const expectedFrom = first![1];
  // The fast ones are compared on every session, the slow ones on the first few.
  const check = (session: PanelSession, label: string, place: number): number => {
    const expected = expectedFrom.toResult(expectedFrom.answer(session));
    for (const [name, engine] of others) {
      if (place >= CHECKED_WITH_ALL && !(isFast(name) && isFast(first![0]))) continue;
      const difference = findDifference(expected, engine.toResult(engine.answer(session)));
      if (difference !== undefined) found.push(`${label} ${place}: ${first![0]} against ${name}: ${difference}`);
    }
    return expected.total;
  };

  const checked = satisfiable.slice(0, CHECKED_SESSIONS);
  for (const [place, session] of checked.entries()) {
    if (check(session, 'session', place) === 0) found.push(`session ${place}: nothing fits, but a plan should`);
  }
  const zeroSessions: PanelSession[] = [];
  // On a handful of plans hardly any two answers contradict each other: then there is nothing to measure.
  for (let index = 0; index < ZERO_SESSION_ATTEMPTS && zeroSessions.length < ZERO_SESSIONS; index += 1) {
    const session = sessions.contradictory(STREAM.zeroResult, index);
    if (check(session, 'zero-result session', index) === 0) zeroSessions.push(session);
  }
  return { zeroSessions, differences: found.slice(0, 5), checkedSessions: checked.length };
}

/** Calls a contender on sessions it is not measured on; returns what a call usually takes, in milliseconds. */
function warmUp({ answer, createWarmUpSession: createSession }: Contender, budgetMs: number): number {
  const callsMs: number[] = [];
  const end = performance.now() + Math.min(WARM_UP_MS, budgetMs);
  while (callsMs.length < FEWEST_WARM_UPS || performance.now() < end) {
    const session = createSession(callsMs.length);
    const before = performance.now();
    answer(session);
    callsMs.push(performance.now() - before);
  }
  return median(callsMs);
}

/**
 * The contenders take turns, a block of sessions each: none is measured on caches that another has just left cold, as it
 * would be if they alternated call by call, and none has a stretch of the run to itself.
 */
function timeContenders(all: readonly Contender[], { sessions: steps, budgetMs }: RoundTask): Record<string, number[]> {
  const planned = all.map((contender, turn) => {
    const callMs = warmUp(contender, budgetMs);
    const calls = Math.min(steps, Math.max(FEWEST_CALLS, Math.floor(budgetMs / callMs)));
    // All get the same sessions, but never the one whose data another has just brought into the caches.
    const ahead = Math.floor((turn * steps) / all.length);
    return { ...contender, calls, ahead, samples: [] as number[] };
  });
  const time = ({ answer, sessions, ahead, samples }: (typeof planned)[number], place: number): void => {
    const session = sessions[(place + ahead) % sessions.length]!;
    const before = performance.now();
    answer(session);
    samples.push((performance.now() - before) * 1_000);
  };
  const blocks = Math.ceil(steps / BLOCK_SESSIONS);
  for (let block = 1; block <= blocks; block += 1) {
    for (const contender of planned) {
      const due = Math.floor((block * contender.calls) / blocks);
      while (contender.samples.length < due) {
        // Spread over all sessions, however few of them this contender gets.
        time(contender, Math.floor((contender.samples.length * steps) / contender.calls));
      }
    }
  }
  return Object.fromEntries(planned.map(({ name, samples }) => [name, samples]));
}
