import type { Clock } from '../ports/clock.ts';
import type { Timing } from './useCases.ts';

type Part = Parameters<Timing['set']>[0];

/** Does the work and adds the milliseconds it took to that part of the request's timing, when one is kept. */
export async function timed<T>(
  clock: Clock,
  timing: Timing | undefined,
  part: Part,
  work: () => T | Promise<T>,
): Promise<T> {
  const startedMs = clock.elapsedMs();
  try {
    return await work();
  } finally {
    add(timing, part, clock.elapsedMs() - startedMs);
  }
}

/** `timed` for work that never waits. */
export function timedSync<T>(clock: Clock, timing: Timing | undefined, part: Part, work: () => T): T {
  const startedMs = clock.elapsedMs();
  try {
    return work();
  } finally {
    add(timing, part, clock.elapsedMs() - startedMs);
  }
}

function add(timing: Timing | undefined, part: Part, ms: number): void {
  timing?.set(part, (timing.get(part) ?? 0) + ms);
}
