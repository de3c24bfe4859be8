import { ServiceBusClient, type ServiceBusReceivedMessage, type ServiceBusReceiver } from '@azure/service-bus';
import { startChild, type Child } from '../../../support/kill/child.ts';
import { startBroker, type RunningBroker } from '../../../../local/serviceBus/broker.ts';
import type { QueueDefinition } from '../../../../local/serviceBus/queueDefinition.ts';

export const KEY = 'the key of the tests';

const SECONDS_PER_DAY = 86_400;
export const days = (seconds: number): number => seconds / SECONDS_PER_DAY;

export const queue = (name: string, more: Partial<QueueDefinition> = {}): QueueDefinition => ({
  name,
  lockSeconds: 30,
  maxDeliveryCount: 10,
  timeToLiveDays: 14,
  ...more,
});

/** In which no message dies of being abandoned. */
export const patientQueues = [queue('orders', { maxDeliveryCount: 1_000_000 })];

/** Tells of a failure at once: no test needs a second attempt but those that cut connections. */
const impatient = { retryOptions: { maxRetries: 0, timeoutInMs: 10_000 } };

export const connect = (connectionString: string, options: object = impatient): ServiceBusClient =>
  new ServiceBusClient(connectionString, options);

/** Whatever a test opened, closed in reverse order by `closeAll`, also when the test failed. */
const opened: (() => Promise<unknown>)[] = [];

export async function closeAll(): Promise<void> {
  for (const close of opened.splice(0).reverse()) await close();
}

export interface Namespace {
  readonly broker: RunningBroker;
  readonly client: ServiceBusClient;
}

export async function openBroker(
  queues: readonly QueueDefinition[],
  directory?: string,
  port = 0,
): Promise<RunningBroker> {
  const broker = await startBroker({ directory, queues, key: KEY, port });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= broker.close());
  opened.push(close);
  return { ...broker, close };
}

/** A broker in a process of its own, which ends with the test at the latest. */
export async function startBrokerProcess(directory: string): Promise<{ child: Child; connectionString: string }> {
  const child = startChild(process.execPath, ['test/local/serviceBus/support/brokerProcess.ts', directory]);
  opened.push(() => {
    child.kill();
    return child.ended;
  });
  const line = await child.firstLine;
  if (typeof line !== 'string') throw new Error(`the broker did not start: ${JSON.stringify(line)}`);
  return { child, ...(JSON.parse(line) as { connectionString: string }) };
}

export function openClient(connectionString: string, options?: object): ServiceBusClient {
  const client = connect(connectionString, options);
  opened.push(() => client.close());
  return client;
}

export async function openNamespace(queues: readonly QueueDefinition[], directory?: string): Promise<Namespace> {
  const broker = await openBroker(queues, directory);
  return { broker, client: openClient(broker.connectionString) };
}

/** Receives until there are `count`, which may take several requests. */
export async function receive(receiver: ServiceBusReceiver, count: number): Promise<ServiceBusReceivedMessage[]> {
  const received: ServiceBusReceivedMessage[] = [];
  while (received.length < count) {
    received.push(...(await receiver.receiveMessages(count - received.length, { maxWaitTimeInMs: 10_000 })));
  }
  return received;
}

export async function receiveOne(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
  const [message] = await receive(receiver, 1);
  return message!;
}

/** What can be had now. */
export const receiveNow = (receiver: ServiceBusReceiver, count = 10): Promise<ServiceBusReceivedMessage[]> =>
  receiver.receiveMessages(count, { maxWaitTimeInMs: 200 });

export const bodies = (messages: readonly ServiceBusReceivedMessage[]): unknown[] =>
  messages.map(({ body }): unknown => body);
