/**
 * Runs work of one key after another, in the order it came; work of different keys runs side by side. Writers of the
 * same document in this process then never collide, and only those of other processes cost a retry.
 */
export function createKeyedQueue(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const lastTurns = new Map<string, Promise<unknown>>();
  return async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = lastTurns.get(key);
    const turn = before === undefined ? work() : before.then(work);
    const settled = turn.then(ignore, ignore);
    lastTurns.set(key, settled);
    try {
      return await turn;
    } finally {
      if (lastTurns.get(key) === settled) lastTurns.delete(key);
    }
  };
}

/** The next in turn does not care how the one before ended: its own caller is told. */
const ignore = (): void => undefined;
