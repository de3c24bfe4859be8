import { setImmediate } from 'node:timers/promises';
import type { Steps } from '../domain/steps.ts';
import type { Clock } from '../ports/clock.ts';

/** How long others wait at most, unless a single step takes longer. */
const SLICE_MS = 10;

/** Does long work on the event loop without keeping others from it: whatever is due comes between two slices. */
export async function inSlices<Result>(clock: Pick<Clock, 'elapsedMs'>, steps: Steps<Result>): Promise<Result> {
  let startedMs = clock.elapsedMs();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (clock.elapsedMs() - startedMs < SLICE_MS) continue;
    await setImmediate();
    startedMs = clock.elapsedMs();
  }
}
