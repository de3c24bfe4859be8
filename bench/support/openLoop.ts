import { setTimeout as wait } from 'node:timers/promises';
import { createRandom } from './random.ts';

export interface OpenLoop {
  seconds: number;
  /** Mean rate; what is sent is due at random times (a Poisson process). */
  perSecond: number;
  seed: number;
}

/** Calls `send` whenever something is due, whatever becomes of what was sent before. Gives what all of it came to. */
export async function sendOpenLoop<Outcome>(
  { seconds, perSecond, seed }: OpenLoop,
  send: (dueMs: number) => Promise<Outcome>,
): Promise<Outcome[]> {
  const random = createRandom(seed);
  const pending: Promise<Outcome>[] = [];
  const endMs = performance.now() + seconds * 1_000;
  let dueMs = performance.now();
  while (dueMs < endMs) {
    while (dueMs <= performance.now() && dueMs < endMs) {
      pending.push(send(dueMs));
      dueMs += (-Math.log(1 - random.next()) * 1_000) / perSecond;
    }
    await wait(1);
  }
  return Promise.all(pending);
}
