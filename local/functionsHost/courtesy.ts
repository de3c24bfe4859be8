import { performance } from 'node:perf_hooks';

/** Lets invocations that nobody waits for give way while people are being answered: on Azure they scale apart. */
export interface Courtesy {
  /** Resolves at once while there is time; else in turn, one every `BUSY_STEP_MS`. */
  turn(): Promise<void>;
}

/** Above this share of its time the event loop counts as busy. */
const BUSY_FROM = 0.75;
const WINDOW_MS = 50;
/** So often one comes through all the same: queues go on, however busy it is. */
const BUSY_STEP_MS = 25;

export function createCourtesy(): Courtesy {
  const waiting: (() => void)[] = [];
  let before = performance.eventLoopUtilization();
  let measuredAtMs = performance.now();
  let isBusy = false;
  let isReleasing = false;

  function measure(): void {
    const nowMs = performance.now();
    if (nowMs - measuredAtMs < WINDOW_MS) return;
    isBusy = performance.eventLoopUtilization(before).utilization > BUSY_FROM;
    before = performance.eventLoopUtilization();
    measuredAtMs = nowMs;
  }

  function release(): void {
    waiting.shift()?.();
    measure();
    isReleasing = waiting.length > 0;
    // Between two of them whatever has come in is looked at.
    if (isReleasing && isBusy) setTimeout(release, BUSY_STEP_MS).unref();
    else if (isReleasing) setImmediate(release);
  }

  return {
    turn() {
      measure();
      if (!isBusy && waiting.length === 0) return Promise.resolve();
      return new Promise((resolve) => {
        waiting.push(resolve);
        if (isReleasing) return;
        isReleasing = true;
        setTimeout(release, BUSY_STEP_MS).unref();
      });
    },
  };
}
