import { randomUUID } from 'node:crypto';
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import { startBroker, type RunningBroker } from '../../local/serviceBus/broker.ts';
import { createServiceBusQueues } from '../../shared/adapters/serviceBus/serviceBusQueues.ts';
import { rejectedQueue, topology } from '../../shared/messaging/topology.ts';
import type { MessageQueues, OutgoingMessage } from '../../shared/ports/messageQueues.ts';
import { eventually } from '../support/eventually.ts';

const KEY = 'key of this test';
const queue = 'report';
const rejected = { queue, kind: 'rejected' } as const;
const dead = { queue, kind: 'dead' } as const;

const messageOf = (number: number, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  body: JSON.stringify({ number }),
  messageId: `message-${number}`,
  properties: { reason: `reason ${number}`, description: `description ${number}`, consumer: 'report', attempt: number },
  ...more,
});

describe('queues of Service Bus', () => {
  let broker: RunningBroker;
  let queues: MessageQueues;
  /** Another client, as a consumer is one. */
  let consumer: ServiceBusClient;

  beforeEach(async () => {
    broker = await startBroker({ directory: undefined, queues: topology.queues, key: KEY, port: 0 });
    queues = await createServiceBusQueues(
      { kind: 'connectionString', value: broker.connectionString },
      { timeoutMs: 2_000 },
    );
    consumer = new ServiceBusClient(broker.connectionString, { retryOptions: { maxRetries: 0 } });
  });

  afterEach(async () => {
    await queues.dispose();
    await consumer.close();
    await broker.close();
  });

  /** Takes messages from the queue as its consumer, until there are so many. */
  async function consume(count: number): Promise<ServiceBusReceivedMessage[]> {
    const receiver = consumer.createReceiver(queue);
    const taken: ServiceBusReceivedMessage[] = [];
    while (taken.length < count) {
      const batch = await receiver.receiveMessages(count - taken.length, { maxWaitTimeInMs: 5_000 });
      for (const message of batch) await receiver.completeMessage(message);
      taken.push(...batch);
    }
    await receiver.close();
    return taken;
  }

  async function reject(count: number): Promise<void> {
    for (let number = 1; number <= count; number += 1) await queues.send(rejectedQueue(queue), messageOf(number));
  }

  async function bury(count: number): Promise<void> {
    const receiver = consumer.createReceiver(queue);
    for (let number = 1; number <= count; number += 1) {
      await queues.send(queue, messageOf(number, { properties: { consumer: 'report' } }));
      const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 5_000 });
      await receiver.deadLetterMessage(message!, {
        deadLetterReason: `died ${number}`,
        deadLetterErrorDescription: `because of ${number}`,
      });
    }
    await receiver.close();
  }

  const numbersIn = (messages: readonly { body: unknown }[]): unknown[] =>
    messages.map(({ body }) => (typeof body === 'string' ? (JSON.parse(body) as { number: number }) : body));
  const numbers = (...all: number[]): { number: number }[] => all.map((number) => ({ number }));

  it('carry JSON text as it is, with its id and properties', async () => {
    const body = '{"text":"grüezi \\u0000 \u{1f600}","list":[1,2.5,null]}';
    await queues.send(queue, { body, messageId: 'id-1', properties: { attempt: 3, cause: 'behind' } });
    const receiver = consumer.createReceiver(queue, { skipParsingBodyAsJson: true });
    const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 5_000 });
    expect((message!.body as Buffer).toString()).toBe(body);
    expect(message).toMatchObject({
      messageId: 'id-1',
      contentType: 'application/json',
      applicationProperties: { attempt: 3, cause: 'behind' },
    });
  });

  it('keep a message back until its time', async () => {
    const notBeforeMs = Date.now() + 700;
    await queues.send(queue, messageOf(1, { notBeforeMs }));
    await queues.send(queue, messageOf(2));
    const taken = await consume(2);
    expect(numbersIn(taken)).toEqual(numbers(2, 1));
    expect(taken[1]!.enqueuedTimeUtc!.getTime()).toBeGreaterThanOrEqual(notBeforeMs);
  });

  it('list the rejected, the oldest first, and leave them where they are', async () => {
    await reject(3);
    expect(await queues.list(dead, 10)).toEqual([]);
    const listed = await queues.list(rejected, 2);
    expect(listed).toEqual(
      [1, 2].map((number) => ({
        ...rejected,
        sequenceNumber: expect.stringMatching(/^\d+$/) as string,
        messageId: `message-${number}`,
        body: JSON.stringify({ number }),
        reason: `reason ${number}`,
        description: `description ${number}`,
        deliveryCount: 0,
        enqueuedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      })),
    );
    expect(await queues.list(rejected, 10)).toHaveLength(3);
  });

  it('list the dead with the reason that the broker or their consumer gave', async () => {
    await bury(2);
    expect(await queues.list(rejected, 10)).toEqual([]);
    expect(await queues.list(dead, 10)).toMatchObject([
      { ...dead, messageId: 'message-1', body: '{"number":1}', reason: 'died 1', description: 'because of 1' },
      { ...dead, messageId: 'message-2', body: '{"number":2}', reason: 'died 2', description: 'because of 2' },
    ]);
  });

  it('list more than one request brings', async () => {
    await Promise.all(Array.from({ length: 250 }, (_, number) => queues.send(rejectedQueue(queue), messageOf(number))));
    const listed = await queues.list(rejected, 1_000);
    expect(new Set(listed.map(({ messageId }) => messageId)).size).toBe(250);
    const sequence = listed.map(({ sequenceNumber }) => Number(sequenceNumber));
    expect(sequence).toEqual([...sequence].sort((one, other) => one - other));
    expect(await queues.redrive(rejected, { limit: 1_000 })).toBe(250);
    expect(await queues.list(rejected, 10)).toEqual([]);
    expect(numbersIn(await consume(250))).toHaveLength(250);
  });

  it.each([
    ['rejected', rejected, reject],
    ['dead', dead, bury],
  ] as const)('send the oldest %s back, at most as many as asked for', async (_name, aside, fill) => {
    await fill(3);
    expect(await queues.redrive(aside, { limit: 2 })).toBe(2);
    expect(numbersIn(await queues.list(aside, 10))).toEqual(numbers(3));
    const [first, second] = await consume(2);
    expect(numbersIn([first!, second!])).toEqual(numbers(1, 2));
    expect(first).toMatchObject({ messageId: 'message-1', contentType: 'application/json', deliveryCount: 0 });
    const { applicationProperties } = first!;
    expect(applicationProperties).toMatchObject({ consumer: 'report' });
    for (const name of ['reason', 'description', 'DeadLetterReason', 'DeadLetterErrorDescription']) {
      expect(applicationProperties).not.toHaveProperty(name);
    }
  });

  it.each([
    ['rejected', rejected, reject],
    ['dead', dead, bury],
  ] as const)('send just these %s back, and leave the others for next time', async (_name, aside, fill) => {
    await fill(4);
    const [, second, , fourth] = await queues.list(aside, 10);
    const sequenceNumbers = [fourth!.sequenceNumber, second!.sequenceNumber, '999999', 'none'];
    expect(await queues.redrive(aside, { limit: 10, sequenceNumbers })).toBe(2);
    expect(numbersIn(await consume(2))).toEqual(numbers(2, 4));
    await eventually(async () => (await queues.list(aside, 10)).length === 2);
    expect(await queues.redrive(aside, { limit: 10 })).toBe(2);
    expect(numbersIn(await consume(2))).toEqual(numbers(1, 3));
    expect(await queues.list(aside, 10)).toEqual([]);
  });

  it('have nothing to send back where nothing is', async () => {
    expect(await queues.redrive(dead, { limit: 10 })).toBe(0);
    expect(await queues.redrive(dead, { limit: 10, sequenceNumbers: ['1'] })).toBe(0);
  });

  it('take a limit out of its bounds for a mistake of the program', async () => {
    await expect(queues.list(dead, 0)).rejects.toThrow(RangeError);
    await expect(queues.list(dead, 1_001)).rejects.toThrow(RangeError);
    await expect(queues.redrive(dead, { limit: 0.5 })).rejects.toThrow(RangeError);
  });

  const unavailable = { name: 'AppError', code: 'events_unavailable' };

  it('are unavailable where a queue is missing or the key is wrong', async () => {
    await expect(queues.send(`nowhere-${randomUUID()}`, messageOf(1))).rejects.toMatchObject(unavailable);
    const value = broker.connectionString.replace(KEY, 'another key');
    const stranger = await createServiceBusQueues({ kind: 'connectionString', value });
    await expect(stranger.send(queue, messageOf(1))).rejects.toMatchObject(unavailable);
    await expect(stranger.list(dead, 1)).rejects.toMatchObject(unavailable);
    await stranger.dispose();
  });

  it('are unavailable while the broker is away, and work when it is back', async () => {
    await queues.send(queue, messageOf(1));
    const { port } = broker;
    await broker.close();
    await expect(queues.send(queue, messageOf(2))).rejects.toMatchObject(unavailable);
    await expect(queues.list(dead, 1)).rejects.toMatchObject(unavailable);
    broker = await startBroker({ directory: undefined, queues: topology.queues, key: KEY, port });
    await eventually(() =>
      queues.send(queue, messageOf(3)).then(
        () => true,
        () => false,
      ),
    );
    expect(numbersIn(await consume(1))).toEqual(numbers(3));
  });

  it('describe themselves without their key, and are unavailable once closed', async () => {
    expect(await queues.describe()).toEqual({
      adapter: 'serviceBus',
      namespace: '127.0.0.1',
      credential: 'connectionString',
    });
    await queues.send(queue, messageOf(1));
    await queues.dispose();
    await queues.dispose();
    await expect(queues.send(queue, messageOf(2))).rejects.toMatchObject(unavailable);
    await expect(queues.list(dead, 1)).rejects.toMatchObject(unavailable);
    await expect(queues.redrive(dead, { limit: 1 })).rejects.toMatchObject(unavailable);
  });
});
