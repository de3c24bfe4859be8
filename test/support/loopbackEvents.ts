import type { EventServices } from '../../shared/application/dependencies.ts';
import type { Consumers } from '../../shared/application/consumers/createConsumers.ts';
import { AppError } from '../../shared/domain/errors.ts';
import type { ShortlistEvent } from '../../shared/domain/events/event.ts';
import { toCloudEvent, type CloudEvent } from '../../shared/messaging/cloudEvents.ts';
import { topology, type Consumer } from '../../shared/messaging/topology.ts';
import type { OutgoingMessage } from '../../shared/ports/messageQueues.ts';

/** A message on its way to a consumer. */
export interface Waiting {
  queue: Consumer;
  message: CloudEvent;
}

/**
 * A stand-in for the event service that keeps everything in this process, so that a test decides what is delivered when,
 * how often and in which order. The real clients against the local services are tested elsewhere.
 */
export function createLoopbackEvents() {
  const published: ShortlistEvent[] = [];
  const waiting: Waiting[] = [];
  const sent: { queue: string; message: OutgoingMessage }[] = [];
  let refusing = false;

  const events: EventServices = {
    publisher: {
      publish(added) {
        if (refusing) return Promise.reject(new AppError('events_unavailable'));
        published.push(...added);
        for (const message of added.map(toCloudEvent)) {
          for (const { queue, eventTypes } of topology.subscriptions) {
            if (eventTypes.includes(message.type)) waiting.push({ queue: queue as Consumer, message });
          }
        }
        return Promise.resolve();
      },
      describe: () => Promise.resolve({ adapter: 'loopback' }),
      dispose: () => Promise.resolve(),
    },
    queues: {
      send(queue, message) {
        sent.push({ queue, message });
        return Promise.resolve();
      },
      list: () => Promise.resolve([]),
      redrive: () => Promise.resolve(0),
      describe: () => Promise.resolve({ adapter: 'loopback' }),
      dispose: () => Promise.resolve(),
    },
  };

  /** As the trigger hands it in: a copy, read from text. */
  async function deliver(consumers: Consumers, { queue, message }: Waiting): Promise<void> {
    const received: unknown = JSON.parse(JSON.stringify(message));
    if (queue === 'facts') await consumers.facts([received]);
    else await consumers[queue](received);
  }

  return {
    events,
    published,
    waiting,
    sent,
    deliver,
    refuse: (refuses: boolean) => void (refusing = refuses),
    /** Delivers what waits, and what comes of that, once and in order. */
    async drain(consumers: Consumers): Promise<void> {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await deliver(consumers, next);
    },
  };
}

export type LoopbackEvents = ReturnType<typeof createLoopbackEvents>;
