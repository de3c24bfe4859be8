/**
 * Lets invocations that nobody waits for give way while many requests are being answered: here both share an event loop,
 * while on Azure they scale apart.
 */
export interface Courtesy {
  /** Runs the answer to a request. */
  answering<T>(answer: () => Promise<T>): Promise<T>;
  /**
   * Before so many messages are handled: resolves at once while few requests are being answered; else one after the other,
   * a message every `BUSY_STEP_MS`, until they are few.
   */
  turn(messages: number): Promise<void>;
}

/** Requests at a time from which on somebody would wait. */
const MANY_REQUESTS = 8;
/** They end together, with a commit to disk, and the next ones are here soon: in between there are not few. */
const MANY_FOR_MS = 25;
/** So often a message comes through all the same: queues go on, however busy it is. */
const BUSY_STEP_MS = 20;

export function createCourtesy(): Courtesy {
  const waiting: { go: () => void; messages: number }[] = [];
  let requests = 0;
  let manyUntilMs = 0;
  let isReleasing = false;

  const areMany = (): boolean => requests >= MANY_REQUESTS || performance.now() < manyUntilMs;

  function release(): void {
    const going = areMany() ? waiting.splice(0, 1) : waiting.splice(0);
    let messages = 0;
    for (const one of going) {
      messages += one.messages;
      one.go();
    }
    isReleasing = false;
    if (waiting.length > 0) releaseAfter(messages);
  }

  function releaseAfter(messages: number): void {
    isReleasing = true;
    setTimeout(release, BUSY_STEP_MS * messages).unref();
  }

  return {
    async answering(answer) {
      requests += 1;
      try {
        return await answer();
      } finally {
        if (requests >= MANY_REQUESTS) manyUntilMs = performance.now() + MANY_FOR_MS;
        requests -= 1;
      }
    },
    turn(messages) {
      if (waiting.length === 0 && !areMany()) return Promise.resolve();
      return new Promise((go) => {
        waiting.push({ go, messages });
        if (!isReleasing) releaseAfter(1);
      });
    },
  };
}
