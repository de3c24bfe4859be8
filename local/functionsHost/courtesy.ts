/**
 * Lets invocations that nobody waits for give way while many requests are being answered: here both share an event loop,
 * while on Azure they scale apart.
 */
export interface Courtesy {
  /** Runs the answer to a request. */
  answering<T>(answer: () => Promise<T>): Promise<T>;
  /** Resolves at once while few are being answered; else one after the other every `BUSY_STEP_MS`, until they are few. */
  turn(): Promise<void>;
}

/** Requests at a time from which on somebody would wait. */
const MANY_REQUESTS = 8;
/** So often one comes through all the same: queues go on, however busy it is. */
const BUSY_STEP_MS = 20;

export function createCourtesy(): Courtesy {
  const waiting: (() => void)[] = [];
  let requests = 0;
  let isReleasing = false;

  function release(): void {
    if (requests < MANY_REQUESTS) {
      for (const go of waiting.splice(0)) go();
    } else {
      waiting.shift()?.();
    }
    isReleasing = waiting.length > 0;
    if (isReleasing) setTimeout(release, BUSY_STEP_MS).unref();
  }

  return {
    async answering(answer) {
      requests += 1;
      try {
        return await answer();
      } finally {
        requests -= 1;
      }
    },
    turn() {
      if (requests < MANY_REQUESTS && waiting.length === 0) return Promise.resolve();
      return new Promise((resolve) => {
        waiting.push(resolve);
        if (isReleasing) return;
        isReleasing = true;
        setTimeout(release, BUSY_STEP_MS).unref();
      });
    },
  };
}
