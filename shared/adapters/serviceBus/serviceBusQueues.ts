import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceBusClient, type ServiceBusReceiver, type ServiceBusSender } from '@azure/service-bus';
import { AppError } from '../../domain/errors.ts';
import { rejectedQueue } from '../../messaging/topology.ts';
import type { Aside, MessageQueues } from '../../ports/messageQueues.ts';
import { openManagedIdentity } from '../common/managedIdentity.ts';
import { peekOldest, redriveMessages } from './asideMessages.ts';
import { sequenceNumberOf, toMessage, toMessageAside } from './messages.ts';
import { toEventsUnavailable } from './toEventsUnavailable.ts';

export type ServiceBusConnection =
  | { kind: 'connectionString'; value: string }
  /** As the identity that Azure gives the app. */
  | { kind: 'identity'; fullyQualifiedNamespace: string; clientId?: string };

export interface ServiceBusQueuesOptions {
  /** Of one attempt; there are three. @default 5_000 */
  timeoutMs?: number;
}

/** Short: whoever sends has an outbox, or a broker that delivers again, behind it. */
const RETRY = { maxRetries: 2, retryDelayInMs: 500 };
const DEFAULT_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 2_000;
const MAX_LIMIT = 1_000;

/** Queues of a Service Bus namespace. Connects with the first operation. */
export async function createServiceBusQueues(
  connection: ServiceBusConnection,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: ServiceBusQueuesOptions = {},
): Promise<MessageQueues> {
  const openClient = await createClientOpener(connection, timeoutMs);
  const client = openClient();
  const senders = new Map<string, ServiceBusSender>();
  let isOpen = true;

  function senderTo(queue: string): ServiceBusSender {
    let sender = senders.get(queue);
    if (sender === undefined) senders.set(queue, (sender = client.createSender(queue)));
    return sender;
  }

  /** Over a connection of its own: a client remembers where the last peek of a queue stopped, and goes on from there. */
  function withReceiver<Result>(
    { queue, kind }: Aside,
    work: (receiver: ServiceBusReceiver) => Promise<Result>,
  ): Promise<Result> {
    return orUnavailable(async () => {
      const own = openClient();
      try {
        const bytes = { skipParsingBodyAsJson: true };
        return await work(
          kind === 'rejected'
            ? own.createReceiver(rejectedQueue(queue), bytes)
            : own.createReceiver(queue, { ...bytes, subQueueType: 'deadLetter' }),
        );
      } finally {
        await close(own);
      }
    });
  }

  async function orUnavailable<Result>(work: () => Promise<Result>): Promise<Result> {
    if (!isOpen) throw new AppError('events_unavailable', { detail: 'The queues are closed' });
    try {
      return await work();
    } catch (error) {
      throw toEventsUnavailable(error);
    }
  }

  return {
    send: (queue, message) => orUnavailable(() => senderTo(queue).sendMessages(toMessage(message))),

    async list(aside, limit) {
      checkLimit(limit);
      return withReceiver(aside, async (receiver) => {
        const found = await peekOldest(receiver, limit);
        return found.map((message) => toMessageAside(aside, message));
      });
    },

    async redrive(aside, { limit, sequenceNumbers }) {
      checkLimit(limit);
      return withReceiver(aside, async (receiver) => {
        const wanted = sequenceNumbers ?? (await peekOldest(receiver, limit)).map(sequenceNumberOf);
        return redriveMessages(receiver, senderTo(aside.queue), wanted.slice(0, limit));
      });
    },

    describe: () =>
      Promise.resolve({
        adapter: 'serviceBus',
        namespace: client.fullyQualifiedNamespace,
        credential: connection.kind,
      }),

    async dispose() {
      isOpen = false;
      await close(client);
    },
  };
}

async function createClientOpener(
  connection: ServiceBusConnection,
  timeoutMs: number,
): Promise<() => ServiceBusClient> {
  const options = { retryOptions: { ...RETRY, timeoutInMs: timeoutMs } };
  if (connection.kind === 'connectionString') return () => new ServiceBusClient(connection.value, options);
  const credential = await openManagedIdentity(connection.clientId);
  return () => new ServiceBusClient(connection.fullyQualifiedNamespace, credential, options);
}

/** The client waits for an answer of the broker, which never comes when the connection is cut just then. */
async function close(client: ServiceBusClient): Promise<void> {
  const end = new AbortController();
  const giveUp = sleep(CLOSE_TIMEOUT_MS, undefined, { signal: end.signal }).catch(() => undefined);
  await Promise.race([client.close(), giveUp]).finally(() => end.abort());
}

/** A breach is a mistake in this program, not in a request, hence RangeError. */
function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new RangeError(`limit is 1 to ${MAX_LIMIT}, not ${limit}`);
  }
}
