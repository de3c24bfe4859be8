import { median } from './statistics.ts';

/** Whoever takes part in a round, and the sessions it is asked about. */
export interface Contender<Session> {
  name: string;
  sessions: readonly Session[];
  createWarmUpSession: (index: number) => Session;
  answer: (session: Session) => unknown;
}

export interface Timing {
  /** Most timed calls of a contender. */
  sessions: number;
  /** Milliseconds each contender may take for all its timed calls; slow ones are called for fewer sessions. */
  budgetMs: number;
}

const WARM_UP_MS = 1_000;
const FEWEST_WARM_UPS = 3;
const FEWEST_CALLS = 5;
const BLOCK_SESSIONS = 50;

/** Calls a contender on sessions it is not measured on; returns what a call usually takes, in milliseconds. */
function warmUp<Session>({ answer, createWarmUpSession: createSession }: Contender<Session>, budgetMs: number): number {
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
 *
 * @returns microseconds of every timed call, by contender
 */
export function timeContenders<Session>(
  all: readonly Contender<Session>[],
  { sessions: steps, budgetMs }: Timing,
): Record<string, number[]> {
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
