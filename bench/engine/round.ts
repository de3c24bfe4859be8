import { createSessionSource, type PanelSession, type SessionSource } from '../panel/sessions.ts';
import { createPlans, type PanelPlan } from '../panel/plans.ts';
import { readTask, sendResult } from '../support/childTask.ts';
import { timeContenders, type Contender } from '../support/contenders.ts';
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
const CHECKED_SESSIONS = 500;
const CHECKED_WITH_ALL = 20;
const ZERO_SESSIONS = 300;
const ZERO_SESSION_ATTEMPTS = 3_000;

/** Contenders that answer in well under a millisecond, and so can be compared on every session. */
const isFast = (name: string): boolean => ['shortlist', 'allFacets', 'recommend', 'roaring'].includes(name);

const task = (await readTask()) as RoundTask;
const plans = [...createPlans(task.seed, task.plans)];
const source = createSessionSource(task.seed, task.plans);
const measured = Array.from({ length: task.sessions }, (_, index) => source.satisfiable(STREAM.measured, index));
const { engines, buildMs } = await buildEngines(task, plans);
const { zeroSessions, differences, checkedSessions } = checkEngines(engines, source, measured);

const createWarmUpSession = (index: number): PanelSession => source.satisfiable(STREAM.warmUp, index);
const contenders: Contender<PanelSession>[] = [...engines].map(([name, engine]) => ({
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
