import type { Logger } from '../../observability/logger.ts';
import type { OutboxEntry } from './outboxEntry.ts';
import type { EntryToPublish, PublishEntries } from './publishEntries.ts';

/**
 * Publishes what was just committed, off the request's path. Only a shortcut: what is dropped here, by a failure or
 * because too much waits, is found by the relay.
 */
export interface OutboxNudge {
  nudge(entry: OutboxEntry): void;
  /** Resolves when all that was nudged before has been tried. */
  settled(): Promise<void>;
  /** Takes no more; what waits is still published. */
  stop(): void;
}

const MAX_IN_FLIGHT = 8;
/** Aggregates in one call of the publisher: under load calls get larger, not more. */
const BATCH = 100;
/** While a call is under way others wait for it, up to so many: a call costs the same for one as for many. */
const WORTH_A_CALL = 25;
/** Each may hold a document of 128 KB. */
const MAX_WAITING = 1_000;
/** After a failure; the relay goes on meanwhile. */
const PAUSE_MS = 1_000;

export function createOutboxNudge(publishEntries: PublishEntries, logger: Logger): OutboxNudge {
  /** By key; a later commit of the same aggregate takes the place of an earlier one, whose events it holds too. */
  const waiting = new Map<string, EntryToPublish>();
  /** Aggregates being published: their later events wait, so that each is published in order and once. */
  const busy = new Set<string>();
  const idle: (() => void)[] = [];
  let inFlight = 0;
  let stopped = false;
  let pausedUntilMs = 0;

  function nudge(entry: OutboxEntry): void {
    if (stopped || performance.now() < pausedUntilMs) return;
    const before = waiting.get(entry.key);
    if (before === undefined && waiting.size >= MAX_WAITING) return;
    waiting.set(entry.key, { entry, through: before?.through ?? 0 });
    // After the answer has been sent: whoever waits for it comes first.
    setImmediate(pump);
  }

  function pump(): void {
    while (inFlight === 0 || (inFlight < MAX_IN_FLIGHT && waiting.size >= WORTH_A_CALL)) {
      const batch = takeBatch();
      if (batch.length === 0) break;
      inFlight++;
      void publish(batch);
    }
    if (inFlight === 0 && waiting.size === 0) for (const resolve of idle.splice(0)) resolve();
  }

  function takeBatch(): EntryToPublish[] {
    const batch: EntryToPublish[] = [];
    for (const [key, one] of waiting) {
      if (busy.has(key)) continue;
      waiting.delete(key);
      busy.add(key);
      batch.push(one);
      if (batch.length === BATCH) break;
    }
    return batch;
  }

  async function publish(batch: readonly EntryToPublish[]): Promise<void> {
    try {
      const marks = await publishEntries(batch);
      batch.forEach(({ entry }, place) => {
        const next = waiting.get(entry.key);
        if (next !== undefined) next.through = Math.max(next.through, marks[place]!);
      });
    } catch (error) {
      logger.warn('Events could not be published at once; the relay will', {
        aggregates: batch.length,
        reason: error instanceof Error ? error.message : String(error),
      });
      waiting.clear();
      pausedUntilMs = performance.now() + PAUSE_MS;
    } finally {
      for (const { entry } of batch) busy.delete(entry.key);
      inFlight--;
      pump();
    }
  }

  return {
    nudge,
    settled: () => (inFlight === 0 && waiting.size === 0 ? Promise.resolve() : new Promise((done) => idle.push(done))),
    stop: () => void (stopped = true),
  };
}
