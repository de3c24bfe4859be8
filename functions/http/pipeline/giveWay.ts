/** So many times as long as its work took does an upload leave to people. */
const PAUSES = 2;

export interface GiveWay {
  /** Somebody is answered who waits for it. */
  somebodyCame(): void;
  /**
   * Does the work for one part of an upload. If people came meanwhile, its answer is late on purpose, so that whoever sends
   * part after part takes a third of the process' time at most: copying megabytes and what the collector does about it
   * are felt by everyone who is answered at the same time.
   */
  upload<T>(work: () => Promise<T>): Promise<T>;
}

export function createGiveWay(nowMs: () => number, wait: (ms: number) => Promise<void>): GiveWay {
  let people = 0;
  return {
    somebodyCame: () => void (people += 1),
    async upload(work) {
      const [peopleBefore, startedMs] = [people, nowMs()];
      const done = await work();
      if (people > peopleBefore) await wait(PAUSES * (nowMs() - startedMs));
      return done;
    },
  };
}
