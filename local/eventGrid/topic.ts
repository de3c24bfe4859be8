import { join } from 'node:path';
import { messageOf, StartupError } from '../functionsHost/errors.ts';
import type { HostLog } from '../functionsHost/hostLog.ts';
import { createHttpServer } from '../functionsHost/http/httpServer.ts';
import { createDeadLetters } from './delivery/deadLetters.ts';
import { createDispatcher, type Deliver } from './delivery/dispatcher.ts';
import { platformSchedule, type RetrySchedule } from './delivery/retrySchedule.ts';
import { openEventJournal } from './journal/eventJournal.ts';
import type { CloudEvent } from './publishing/cloudEventBatch.ts';
import { createPublish, EVENTS_PATH } from './publishing/publishEvents.ts';
import { serviceError } from './publishing/serviceError.ts';
import { matches, subscriptionFaults, type Subscription } from './subscription.ts';

export type { DeliveredMessage } from './delivery/deliveredMessage.ts';
export type { Deliver, RetrySchedule, Subscription };

export interface TopicOptions {
  readonly name: string;
  /** The topic's own folder, for its journal and for `dead-letters`; undefined: nothing outlives the process. */
  readonly directory: string | undefined;
  /** Shared access key, in base64. */
  readonly key: string;
  /** 0: one that is free. */
  readonly port: number;
  readonly subscriptions: readonly Subscription[];
  readonly deliver: Deliver;
  readonly log: HostLog;
  /** Absent: the platform's. */
  readonly schedule?: RetrySchedule;
  /** Milliseconds since 1970; absent: the machine's. */
  readonly nowMs?: () => number;
  /** The journal is written anew beyond this size. */
  readonly compactAboveBytes?: number;
  /** Beyond this many characters of events that wait for delivery, further ones are refused with 429. */
  readonly maxWaitingCharacters?: number;
}

export interface RunningTopic {
  /** Where events are published. */
  readonly endpoint: string;
  readonly port: number;
  /**
   * Takes no more events, lets attempts in flight end for a few seconds; what is undelivered is left for the next
   * start.
   */
  close(): Promise<void>;
}

const HOSTNAME = '127.0.0.1';
const COMPACT_ABOVE_BYTES = 4 * 1024 * 1024;
/** Events wait in memory too. */
const MAX_WAITING_CHARACTERS = 256 * 1024 * 1024;
const GRACE_MS = 5_000;

/**
 * An Event Grid custom topic for CloudEvents on this machine, as far as one with Service Bus queues behind it is
 * used: what is answered with 200 is on disk, and is delivered to each matching subscription at least once, in any
 * order.
 *
 * Stricter than the platform: only the batch format is taken, and an empty batch is refused. Not there: Entra,
 * batched delivery, advanced filters, and the platform's holding back of deliveries to a queue that keeps failing. An
 * earlier run's deliveries are tried at once, wherever in the schedule they were.
 *
 * @throws {StartupError} when a subscription could not be deployed; the system's own error when the port cannot be
 * had.
 */
export async function startTopic(options: TopicOptions): Promise<RunningTopic> {
  const { name, directory, key, subscriptions, deliver, log } = options;
  const { schedule = platformSchedule, nowMs = Date.now } = options;
  const faults = subscriptionFaults(subscriptions);
  if (faults.length > 0) throw new StartupError(faults);

  // First the port: a second topic of the same address ends here, before it touches the other's journal.
  const opening = Promise.withResolvers<ReturnType<typeof createPublish>>();
  const server = createHttpServer(
    async (request, target) => {
      try {
        return await (
          await opening.promise
        )(request, target);
      } catch (thrown) {
        log.write('error', name, `events cannot be stored: ${messageOf(thrown)}`);
        return serviceError(503, 'The events cannot be stored.');
      }
    },
    log,
    false,
  );
  // Who waits for it is told; nobody may be waiting.
  opening.promise.catch(() => undefined);
  const port = await server.listen(options.port, HOSTNAME);
  const endpoint = `http://${HOSTNAME}:${port}${EVENTS_PATH}`;

  try {
    const journal = await openEventJournal({
      directory,
      compactAboveBytes: options.compactAboveBytes ?? COMPACT_ABOVE_BYTES,
      onCompactionFailure: (thrown) => log.write('error', name, `the journal cannot shrink: ${messageOf(thrown)}`),
    });
    const deadLetters = directory === undefined ? undefined : createDeadLetters(join(directory, 'dead-letters'));
    const dispatcher = createDispatcher({ name, subscriptions, deliver, journal, deadLetters, schedule, nowMs, log });
    const maxWaitingCharacters = options.maxWaitingCharacters ?? MAX_WAITING_CHARACTERS;

    async function accept(events: readonly CloudEvent[]): Promise<void> {
      const wanted = events.map((event) => ({
        body: JSON.stringify(event),
        subscriptions: subscriptions.filter((one) => matches(one, event)).map((one) => one.name),
      }));
      for (const delivery of await journal.accept(wanted, nowMs())) dispatcher.dispatch(delivery);
    }

    const isFull = () => journal.waitingCharacters > maxWaitingCharacters;
    for (const delivery of journal.leftOver) dispatcher.dispatch(delivery);
    opening.resolve(createPublish({ access: { key, endpoint, nowMs }, isFull, accept }));
    return {
      endpoint,
      port,
      async close() {
        await server.close(GRACE_MS);
        await dispatcher.stop(GRACE_MS);
        await journal.close();
      },
    };
  } catch (thrown) {
    opening.reject(thrown);
    await server.close(0);
    throw thrown;
  }
}
