import { ServiceBusClient, type ServiceBusReceiver, type ServiceBusSender } from '@azure/service-bus';
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

/** Short: whoever sends has an outbox, or a broker that delivers again, behind it. */
const RETRY = { maxRetries: 2, retryDelayInMs: 500, timeoutInMs: 10_000 };
const MAX_LIMIT = 1_000;

/** Queues of a Service Bus namespace. Connects with the first operation. */
export async function createServiceBusQueues(connection: ServiceBusConnection): Promise<MessageQueues> {
  const openClient = await createClientFactory(connection);
  const client = openClient();
  const senders = new Map<string, ServiceBusSender>();

  function senderTo(queue: string): ServiceBusSender {
    let sender = senders.get(queue);
    if (sender === undefined) senders.set(queue, (sender = client.createSender(queue)));
    return sender;
  }

  function receiverOf(own: ServiceBusClient, { queue, kind }: Aside): ServiceBusReceiver {
    const bytes = { skipParsingBodyAsJson: true };
    return kind === 'rejected'
      ? own.createReceiver(rejectedQueue(queue), bytes)
      : own.createReceiver(queue, { ...bytes, subQueueType: 'deadLetter' });
  }

  /**
   * With a client of its own: a client remembers where its last peek of a queue ended, for all its receivers, and would not
   * show again what it has shown once.
   */
  async function withReceiver<Result>(aside: Aside, work: (receiver: ServiceBusReceiver) => Promise<Result>) {
    return orUnavailable(async () => {
      const own = openClient();
      try {
        return await work(receiverOf(own, aside));
      } finally {
        await own.close();
      }
    });
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
      await client.close();
    },
  };
}

async function createClientFactory(connection: ServiceBusConnection): Promise<() => ServiceBusClient> {
  const options = { retryOptions: RETRY };
  if (connection.kind === 'connectionString') return () => new ServiceBusClient(connection.value, options);
  // One credential for all: it remembers its token.
  const credential = await openManagedIdentity(connection.clientId);
  return () => new ServiceBusClient(connection.fullyQualifiedNamespace, credential, options);
}

async function orUnavailable<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toEventsUnavailable(error);
  }
}

/** A breach is a mistake in this program, not in a request, hence RangeError. */
function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new RangeError(`limit is 1 to ${MAX_LIMIT}, not ${limit}`);
  }
}
