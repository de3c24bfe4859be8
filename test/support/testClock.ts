import { setTimeout as sleep } from 'node:timers/promises';

export interface TestClock {
  now: () => number;
  /** Afterwards at least `ms` milliseconds have passed. */
  advance(ms: number): Promise<void>;
}

/** Stands still until it is told to go on. */
export function createManualClock(startMs = Date.UTC(2026, 0, 1)): TestClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance(ms) {
      nowMs += ms;
      return Promise.resolve();
    },
  };
}

/** For services that keep the time themselves: tests have to wait. */
export function createRealClock(): TestClock {
  return { now: Date.now, advance: (ms) => sleep(ms) };
}
