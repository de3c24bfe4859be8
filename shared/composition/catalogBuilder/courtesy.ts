import { performance } from 'node:perf_hooks';

/**
 * Whoever is answered comes first, also where a low priority does not help: the thread that builds shares memory, caches
 * and the collector's helpers with the one that serves. So the one that serves writes down how busy it is, and the
 * one that builds pauses in proportion.
 */
const LOOK_MS = 20;
/** Shares are written as whole numbers. */
const FULL = 1_000;
/** Busy all the time makes a pause of so many times the work before it: a third of the time is always left to build. */
const MOST_PAUSES = 2;
/** Below this share of its time somebody hardly serves anyone, and the build itself keeps it as busy. */
const HARDLY_BUSY = 0.1;
/** A shorter pause would cost more than it gives. */
const SHORTEST_MS = 1;

export interface BusyMeter {
  /** Of the last few milliseconds, how much this thread was busy; one number, for `createCourtesy`. */
  readonly busy: SharedArrayBuffer;
  readonly stop: () => void;
}

/** Says how busy the thread is that calls this, until it is stopped. */
export function measureBusy(): BusyMeter {
  const busy = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const share = new Int32Array(busy);
  let before = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    Atomics.store(share, 0, Math.round(performance.eventLoopUtilization(now, before).utilization * FULL));
    before = now;
  }, LOOK_MS);
  timer.unref();
  return { busy, stop: () => clearInterval(timer) };
}

/** How long to pause after so much work, beside somebody who is busy for this share of the time (0 to 1). */
export function pauseAfter(workedMs: number, busyShare: number): number {
  const share = Math.min(1, Math.max(0, (busyShare - HARDLY_BUSY) / (1 - HARDLY_BUSY)));
  const pauseMs = workedMs * share * MOST_PAUSES;
  return pauseMs < SHORTEST_MS ? 0 : pauseMs;
}

interface Time {
  readonly nowMs: () => number;
  /** Blocks the thread. */
  readonly pause: (ms: number) => void;
}

/** To be called between two pieces of work: blocks the thread for as long as it owes to the one that serves. */
export function createCourtesy(busy: SharedArrayBuffer, { nowMs, pause }: Time = createTime()): () => void {
  const share = new Int32Array(busy);
  let sinceMs = nowMs();
  return function giveWay() {
    const busyShare = Atomics.load(share, 0) / FULL;
    const pauseMs = pauseAfter(nowMs() - sinceMs, busyShare);
    // Short pieces of work add up to a pause that is worth it; those beside nobody are not counted.
    if (pauseMs === 0 && busyShare > HARDLY_BUSY) return;
    if (pauseMs > 0) pause(pauseMs);
    sinceMs = nowMs();
  };
}

function createTime(): Time {
  // Nobody ever wakes it, so that a wait on it ends with its time.
  const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  return { nowMs: () => performance.now(), pause: (ms) => void Atomics.wait(never, 0, 0, ms) };
}
