import { randomUUID } from 'node:crypto';
import { OUTBOX_BUCKETS } from '../../domain/session/outbox.ts';
import type { Logger } from '../../observability/logger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { Leases } from '../repositories/leases.ts';
import type { OutboxSource } from './outboxEntry.ts';
import type { PublishEntries } from './publishEntries.ts';

interface RelayDependencies {
  sources: readonly OutboxSource[];
  leases: Leases;
  publishEntries: PublishEntries;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
}

/** What was committed less than this ago is still the nudge's. */
const NUDGE_FIRST_MS = 2_000;
const LEASE_MS = 30_000;
/** Renewed between pages once so much of it is gone. */
const RENEW_AFTER_MS = 10_000;
const PAGE = 50;
/** A long backlog is done in several runs: one must end before the host ends it. */
const LONGEST_RUN_MS = 60_000;

/**
 * Publishes whatever is due and was not published by a nudge: the guarantee that every accepted event leaves. Buckets are
 * leased, so that several instances share a backlog; each starts at another one. Ends when nothing is due; ends early,
 * and goes on the next time, when the publisher refuses.
 */
export function createRelayOutbox(deps: RelayDependencies): () => Promise<void> {
  const { sources, leases, publishEntries, metrics, clock, logger } = deps;
  const holder = randomUUID();

  return async function relayOutbox() {
    const seen: Seen = { oldestMs: Infinity, leftMs: Infinity };
    try {
      if (await isAnythingDue()) {
        const first = Math.floor(Math.random() * OUTBOX_BUCKETS);
        const endMs = clock.elapsedMs() + LONGEST_RUN_MS;
        for (let step = 0; step < OUTBOX_BUCKETS && clock.elapsedMs() < endMs; step++) {
          await relayBucket((first + step) % OUTBOX_BUCKETS, seen, endMs);
        }
      }
      seen.oldestMs = seen.leftMs;
    } catch (error) {
      logger.error('The outbox could not be relayed; it is tried again', error);
    }
    const { oldestMs } = seen;
    metrics.set('outbox.oldestAgeMs', oldestMs === Infinity ? 0 : Math.max(0, clock.nowMs() - oldestMs));
  };

  async function isAnythingDue(): Promise<boolean> {
    const found = await Promise.all(sources.map((source) => source.findUnpublished({ limit: 1 })));
    return found.some(({ entries }) => entries.length > 0);
  }

  /** Leaves a bucket that another relay has. */
  async function relayBucket(bucket: number, seen: Seen, endMs: number): Promise<void> {
    const lease = [String(bucket)];
    let leasedAtMs = -Infinity;
    try {
      for (const source of sources) {
        let cursor: string | undefined;
        do {
          const page = await source.findUnpublished({ bucket, limit: PAGE, ...(cursor !== undefined && { cursor }) });
          const nowMs = clock.nowMs();
          const due = page.entries.filter(({ sinceMs }) => sinceMs <= nowMs - NUDGE_FIRST_MS);
          // The longest waiting come first: behind one that is not due, none is.
          cursor = due.length < page.entries.length ? undefined : page.next;
          if (due.length === 0) continue;
          seen.oldestMs = Math.min(seen.oldestMs, ...due.map(({ sinceMs }) => sinceMs));
          if (nowMs - leasedAtMs > RENEW_AFTER_MS) {
            if (!(await leases.take(lease, holder, nowMs + LEASE_MS))) {
              seen.leftMs = Math.min(seen.leftMs, ...due.map(({ sinceMs }) => sinceMs));
              return;
            }
            leasedAtMs = nowMs;
          }
          await publishEntries(due.map((entry) => ({ entry, through: 0 })));
        } while (cursor !== undefined && clock.elapsedMs() < endMs);
      }
    } finally {
      if (leasedAtMs > 0) await leases.release(lease, holder);
    }
  }
}

interface Seen {
  /** When the oldest event that was due was recorded; Infinity: none was. */
  oldestMs: number;
  /** The same of those left to another relay. */
  leftMs: number;
}
