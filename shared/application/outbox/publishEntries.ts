import type { EventPublisher } from '../../ports/eventPublisher.ts';
import type { Logger } from '../../observability/logger.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { OutboxEntry } from './outboxEntry.ts';

/** An entry, and up to where its events are published already, which the entry itself may not know yet. */
export interface EntryToPublish {
  entry: OutboxEntry;
  through: number;
}

/**
 * Publishes the events of several aggregates, those of each in order, and then moves their marks: a crash in between
 * publishes again, never too little. Gives the new marks, in the order of `entries`.
 */
export type PublishEntries = (entries: readonly EntryToPublish[]) => Promise<number[]>;

export function createPublishEntries(publisher: EventPublisher, metrics: Metrics, logger: Logger): PublishEntries {
  return async function publishEntries(entries) {
    const due = entries.map(({ entry, through }) => ({ entry, through, events: entry.eventsAfter(through) }));
    const events = due.flatMap((one) => one.events);
    if (events.length > 0) {
      try {
        await publisher.publish(events);
      } catch (error) {
        metrics.count('publish.failed', undefined, events.length);
        throw error;
      }
      metrics.count('publish.count', undefined, events.length);
      for (const event of events) {
        const { type, tenantId, version, traceparent } = event;
        const aggregate = 'sessionId' in event ? { sessionId: event.sessionId } : { catalogId: event.catalogId };
        logger.debug('event published', { type, tenantId, ...aggregate, version, traceparent });
      }
    }
    return Promise.all(
      due.map(async ({ entry, through, events: published }) => {
        const last = published.at(-1)?.sequence ?? through;
        await entry.markPublished(last);
        return last;
      }),
    );
  };
}
