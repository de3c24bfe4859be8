import type { ShortlistEvent } from '../../domain/events/event.ts';
import type { EventPublisher } from '../../ports/eventPublisher.ts';

type Publish = EventPublisher['publish'];

interface Waiting {
  events: readonly ShortlistEvent[];
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/**
 * What is to be published while a call is under way leaves together in the next one: a call costs the same for one event as
 * for many. Each caller is told of the call its events were in.
 */
export function createBatchedPublish(publish: Publish): Publish {
  let waiting: Waiting[] = [];
  let isPublishing = false;

  async function publishWaiting(): Promise<void> {
    isPublishing = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await publish(batch.flatMap(({ events }) => events));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isPublishing = false;
  }

  return (events) =>
    new Promise((resolve, reject) => {
      waiting.push({ events, resolve, reject });
      if (!isPublishing) void publishWaiting();
    });
}
