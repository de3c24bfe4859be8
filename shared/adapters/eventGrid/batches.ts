import type { CloudEvent } from '../../messaging/cloudEvents.ts';

/** What the service takes in one request is 1 MiB; the client may write a little more than is counted here. */
export const MAX_BATCH_BYTES = 1_000_000;
export const MAX_BATCH_EVENTS = 5_000;

/**
 * The same events in the same order, in lists that the service takes. An event that is too large by itself is alone.
 */
export function toBatches(events: readonly CloudEvent[]): CloudEvent[][] {
  const batches: CloudEvent[][] = [];
  let batch: CloudEvent[] = [];
  let bytes = 0;
  for (const event of events) {
    // And the comma or bracket behind it.
    const eventBytes = Buffer.byteLength(JSON.stringify(event)) + 1;
    if (batch.length > 0 && (batch.length === MAX_BATCH_EVENTS || bytes + eventBytes > MAX_BATCH_BYTES)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(event);
    bytes += eventBytes;
  }
  return batch.length > 0 ? [...batches, batch] : batches;
}
