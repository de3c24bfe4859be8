/** Deleted in one transaction: a few milliseconds, shared with whatever else is written just then. */
const SLICE = 200;

export interface ExpirySweep {
  /** Starts a round now unless one is under way. */
  start(): void;
  /** No slice begins after this. */
  stop(): void;
}

/**
 * Frees what expired documents take: a round at the start, then one each `everyMs`, in slices between which everything
 * else gets its turn. It never keeps the process alive. A round that fails (a full disk, say) is reported by the
 * writes that fail with it; the next round tries again.
 */
export function createExpirySweep(
  collections: ReadonlyMap<string, { documents: { removeExpired(limit: number): Promise<number> } }>,
  everyMs: number,
): ExpirySweep {
  let stopped = false;
  let underWay = false;

  async function round(): Promise<void> {
    // Collections opened meanwhile are taken in: a map goes on to entries that are added behind.
    for (const { documents } of collections.values()) {
      let removed = SLICE;
      while (!stopped && removed === SLICE) removed = await documents.removeExpired(SLICE);
    }
  }

  function start(): void {
    if (underWay || stopped) return;
    underWay = true;
    const done = () => {
      underWay = false;
    };
    round().then(done, done);
  }

  const timer = setInterval(start, everyMs).unref();
  return {
    start,
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}
