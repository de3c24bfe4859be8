import { appendFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTemporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { startProxy } from './support/cuttableProxy.ts';
import {
  bodies,
  closeAll,
  connect,
  openBroker,
  openClient,
  queue,
  receive,
  receiveNow,
  receiveOne,
  startBrokerProcess,
} from './support/broker.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = createTemporaryFolder();
});
afterEach(async () => {
  await closeAll();
  folder.remove();
});

const queues = [queue('orders')];
/**
 * As an application sets it that wants to be back soon. What is sent while a connection breaks is given up by the library
 * only when `timeoutInMs` have passed.
 */
const persistent = { retryOptions: { maxRetries: 20, retryDelayInMs: 100, timeoutInMs: 1_000 } };

describe('a restart on the same folder', () => {
  it('finds every message as it was, the locked ones at once', async () => {
    const first = await openBroker(queues, folder.path);
    const client = openClient(first.connectionString);
    const sender = client.createSender('orders');
    await sender.sendMessages(['completed', 'abandoned', 'dead', 'locked', 'waiting'].map((body) => ({ body })));
    const [scheduled, cancelled] = await sender.scheduleMessages(
      [{ body: 'scheduled' }, { body: 'cancelled' }],
      new Date(Date.now() + 600),
    );
    await sender.cancelScheduledMessages(cancelled!);
    const receiver = client.createReceiver('orders');
    const [completed, abandoned, dead] = await receive(receiver, 4);
    await receiver.completeMessage(completed!);
    await receiver.deadLetterMessage(dead!, { deadLetterReason: 'why', deadLetterErrorDescription: 'because' });
    await receiver.abandonMessage(abandoned!, { tried: 1 });
    await client.close();
    await first.close();

    const second = await openBroker(queues, folder.path);
    const again = openClient(second.connectionString);
    const messages = await receive(again.createReceiver('orders'), 4);
    expect(bodies(messages)).toEqual(['abandoned', 'locked', 'waiting', 'scheduled']);
    expect(messages.map(({ deliveryCount }) => deliveryCount)).toEqual([1, 0, 0, 0]);
    expect(messages[0]).toMatchObject({
      applicationProperties: { tried: 1 },
      sequenceNumber: abandoned!.sequenceNumber,
    });
    expect(messages[3]!.sequenceNumber!.gt(scheduled!)).toBe(true);
    const inGrave = await again.createReceiver('orders', { subQueueType: 'deadLetter' }).peekMessages(5);
    expect(inGrave).toMatchObject([{ body: 'dead', deadLetterReason: 'why' }]);
    expect(await receiveNow(again.createReceiver('orders'))).toEqual([]);
  });

  it('gives no sequence number out twice', async () => {
    const first = await openBroker(queues, folder.path);
    const client = openClient(first.connectionString);
    await client.createSender('orders').sendMessages([{ body: 1 }, { body: 2 }]);
    const receiver = client.createReceiver('orders');
    const messages = await receive(receiver, 2);
    for (const message of messages) await receiver.completeMessage(message);
    await first.close();
    const second = await openBroker(queues, folder.path);
    const again = openClient(second.connectionString);
    await again.createSender('orders').sendMessages({ body: 3 });
    const next = await receiveOne(again.createReceiver('orders'));
    expect(next.sequenceNumber!.gt(messages[1]!.sequenceNumber!)).toBe(true);
  });

  it('is noticed by clients, which go on by themselves', async () => {
    const first = await openBroker(queues, folder.path);
    const client = openClient(first.connectionString, persistent);
    const settled: unknown[] = [];
    const receiver = client.createReceiver('orders');
    const subscription = receiver.subscribe(
      {
        async processMessage(message) {
          await receiver.completeMessage(message);
          settled.push(message.body);
        },
        processError: () => Promise.resolve(),
      },
      { autoCompleteMessages: false },
    );
    const sender = client.createSender('orders');
    await sender.sendMessages({ body: 'before' });
    while (settled.length < 1) await sleep(20);
    await first.close();
    await openBroker(queues, folder.path, first.port);
    await sender.sendMessages({ body: 'after' });
    while (settled.length < 2) await sleep(20);
    expect(settled).toEqual(['before', 'after']);
    await subscription.close();
    await client.close();
  });

  it('is refused while another broker runs on it', async () => {
    await openBroker(queues, folder.path);
    await expect(startBrokerProcess(folder.path)).rejects.toThrow(/A broker is running on/);
  });
});

describe('a broker without a folder', () => {
  it('forgets what it held', async () => {
    const first = await openBroker(queues);
    await openClient(first.connectionString).createSender('orders').sendMessages({ body: 1 });
    await first.close();
    const second = await openBroker(queues);
    expect(await openClient(second.connectionString).createReceiver('orders').peekMessages(1)).toEqual([]);
  });
});

describe('a log whose end is torn', () => {
  /** A broker that is killed after three sends, so that nothing has been folded into the main file. */
  async function leaveLog(): Promise<string> {
    const { child, connectionString } = await startBrokerProcess(folder.path);
    const client = connect(connectionString);
    const sender = client.createSender('orders');
    for (const body of [1, 2, 3]) await sender.sendMessages({ body });
    await client.close();
    child.kill();
    await child.ended;
    return join(folder.path, 'messages.db-wal');
  }

  async function readAll(): Promise<unknown[]> {
    const { connectionString } = await openBroker(queues, folder.path);
    return bodies(await openClient(connectionString).createReceiver('orders').peekMessages(10));
  }

  it.each([
    ['cut short', (file: string) => truncateSync(file, statSync(file).size - 100), [1, 2]],
    ['followed by half a record', (file: string) => appendFileSync(file, Buffer.alloc(1_000, 7)), [1, 2, 3]],
  ])('%s is read up to its last whole record', async (_name, tear, expected) => {
    tear(await leaveLog());
    expect(await readAll()).toEqual(expected);
  });
});

describe('a connection that is cut', () => {
  it('gets nothing more: what is sent from then on goes to others, undelivered before', async () => {
    const broker = await openBroker(queues);
    const proxy = await startProxy(broker.port);
    const proxied = connect(broker.connectionString.replace(`:${broker.port}`, `:${proxy.port}`));
    try {
      const lost = proxied.createReceiver('orders').receiveMessages(10, { maxWaitTimeInMs: 60_000 });
      const failure = lost.then(
        () => 'received',
        () => 'failed',
      );
      const client = openClient(broker.connectionString);
      const sender = client.createSender('orders');
      await sender.sendMessages({ body: 'warm' });
      expect(bodies(await lost.catch(() => []))).toEqual(['warm']);
      const waiting = proxied.createReceiver('orders').receiveMessages(10, { maxWaitTimeInMs: 60_000 });
      const ended = waiting.then(
        () => 'received',
        () => 'failed',
      );
      await proxied.createReceiver('orders').peekMessages(1);
      await proxy.cut();
      expect(await ended).toBe('failed');
      expect(await failure).toBe('received');
      await sender.sendMessages({ body: 'after' });
      expect(await receiveOne(client.createReceiver('orders'))).toMatchObject({ body: 'after', deliveryCount: 0 });
    } finally {
      await proxied.close();
      await proxy.close();
    }
  });

  it('comes back: a sender and a subscription go on', async () => {
    const broker = await openBroker(queues);
    const proxy = await startProxy(broker.port);
    const client = connect(broker.connectionString.replace(`:${broker.port}`, `:${proxy.port}`), persistent);
    try {
      const sender = client.createSender('orders');
      const receiver = client.createReceiver('orders');
      for (const body of [1, 2, 3]) {
        await sender.sendMessages({ body });
        const message = await receiveOne(receiver);
        expect(message.body).toBe(body);
        await receiver.completeMessage(message);
        await proxy.cut();
      }
      expect(await receiver.peekMessages(5)).toEqual([]);
    } finally {
      await client.close();
      await proxy.close();
    }
  });
});
