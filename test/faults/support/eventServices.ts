import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import { join } from 'node:path';
import type { DeliveredMessage } from '../../../local/eventGrid/delivery/deliveredMessage.ts';
import { startTopic, type RunningTopic } from '../../../local/eventGrid/topic.ts';
import { startBroker, type RunningBroker } from '../../../local/serviceBus/broker.ts';
import { topology } from '../../../shared/messaging/topology.ts';
import { createQuietLog } from '../../support/eventGrid/quietLog.ts';

export interface QueuedEvent {
  queue: string;
  message: DeliveredMessage;
}

/** A topic and a broker of the test's own, on ports that stay, so that each can be taken down apart from the app. */
export interface EventServices {
  /** What makes an app use them. */
  readonly settings: Readonly<Record<string, string>>;
  /** The real client, of the test. */
  readonly client: ServiceBusClient;
  /** Whatever the topic had for a queue, in order, delivered or held back. */
  readonly events: readonly QueuedEvent[];
  /** From now on nothing of the topic reaches a queue; the topic takes it for delivered. */
  holdBack(): void;
  /** What a queue holds, without taking it: what is ready, in work or for later. */
  peek(queue: string): Promise<ServiceBusReceivedMessage[]>;
  /** Nothing is in a queue: neither ready, nor in work, nor for later, nor aside. */
  areQueuesEmpty(): Promise<boolean>;
  stopTopic(): Promise<void>;
  startTopic(): Promise<void>;
  stopBroker(): Promise<void>;
  startBroker(): Promise<void>;
  close(): Promise<void>;
}

export interface EventServicesOptions {
  directory: string;
  /** Shorter than the one of the topology, which lasts minutes. */
  lockSeconds?: number;
}

const KEY = Buffer.from('the key of the tests').toString('base64');
/** The platform's first pause alone is 10 s. 30 attempts last longer than any test. */
const shortSchedule = { delaysMs: [100, 200, 500, 1_000, 5_000], jitter: 0.1, answerTimeoutMs: 5_000 };
const MOST_PEEKED = 100;
const RETRY = { maxRetries: 3, retryDelayInMs: 100, timeoutInMs: 10_000 };

export async function startEventServices({ directory, lockSeconds }: EventServicesOptions): Promise<EventServices> {
  const queues = topology.queues.map((queue) => ({ ...queue, ...(lockSeconds !== undefined && { lockSeconds }) }));
  const events: QueuedEvent[] = [];
  let isHeldBack = false;
  let broker: RunningBroker | undefined;
  let topic: RunningTopic | undefined;

  const openBroker = (port: number) =>
    startBroker({ directory: join(directory, 'serviceBus'), queues, key: KEY, port });
  const openTopic = (port: number) =>
    startTopic({
      name: topology.topic,
      directory: join(directory, 'eventGrid'),
      key: KEY,
      port,
      subscriptions: topology.subscriptions,
      deliver,
      schedule: shortSchedule,
      log: createQuietLog(),
    });

  async function deliver(queue: string, message: DeliveredMessage): Promise<void> {
    if (!isHeldBack) {
      if (broker === undefined) throw new Error('the broker is down');
      await broker.enqueue(queue, { ...message, body: Buffer.from(message.body) });
    }
    events.push({ queue, message });
  }

  broker = await openBroker(0);
  topic = await openTopic(0);
  const ports = { broker: broker.port, topic: topic.port };
  const { connectionString } = broker;

  const connect = () => new ServiceBusClient(connectionString, { retryOptions: RETRY });
  const client = connect();

  /** With a client of its own, because a client shows nothing twice. */
  async function peek(queue: string, aside?: 'deadLetter'): Promise<ServiceBusReceivedMessage[]> {
    const own = connect();
    try {
      const receiver = own.createReceiver(queue, { ...(aside !== undefined && { subQueueType: aside }) });
      return await receiver.peekMessages(MOST_PEEKED);
    } finally {
      await own.close();
    }
  }

  const services: EventServices = {
    settings: {
      EVENT_GRID_TOPIC_ENDPOINT: topic.endpoint,
      EVENT_GRID_TOPIC_KEY: KEY,
      ServiceBusConnection: connectionString,
    },
    client,
    events,
    holdBack: () => void (isHeldBack = true),
    peek,
    async areQueuesEmpty() {
      const found = await Promise.all(queues.flatMap(({ name }) => [peek(name), peek(name, 'deadLetter')]));
      return found.flat().length === 0;
    },
    async stopTopic() {
      await topic?.close();
      topic = undefined;
    },
    async startTopic() {
      topic = await openTopic(ports.topic);
    },
    async stopBroker() {
      const closing = broker;
      broker = undefined;
      await closing?.close();
    },
    async startBroker() {
      broker = await openBroker(ports.broker);
    },
    async close() {
      await client.close();
      await services.stopTopic();
      await services.stopBroker();
    },
  };
  return services;
}
