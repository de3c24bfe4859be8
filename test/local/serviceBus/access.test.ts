import { createHmac } from 'node:crypto';
import type { ServiceBusClient } from '@azure/service-bus';
import { closeAll, KEY, openBroker, openClient, openNamespace, queue, receiveOne } from './support/broker.ts';

afterEach(closeAll);

const send = (client: ServiceBusClient, name = 'orders'): Promise<void> =>
  client.createSender(name).sendMessages({ body: 1 });
const secondsFromNow = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;

/** A connection string with a signature instead of the key. */
function withSignature(
  port: number,
  options: { path?: string; expires?: number; key?: string; name?: string } = {},
): string {
  const { path = '', expires = secondsFromNow(60), key = KEY, name = 'RootManageSharedAccessKey' } = options;
  const resource = encodeURIComponent(`sb://127.0.0.1:${port}/${path}`);
  const signature = createHmac('sha256', key).update(`${resource}\n${expires}`).digest('base64');
  const token = `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(signature)}&se=${expires}&skn=${name}`;
  return `Endpoint=sb://127.0.0.1:${port};SharedAccessSignature=${token};UseDevelopmentEmulator=true`;
}

describe('who has', () => {
  const unauthorized = { code: 'UnauthorizedAccess' };

  it('another key is refused, whatever is asked for', async () => {
    const { connectionString } = await openBroker([queue('orders')]);
    const client = openClient(connectionString.replace(KEY, 'another key'));
    await expect(send(client)).rejects.toMatchObject(unauthorized);
    await expect(send(client, 'nowhere')).rejects.toMatchObject(unauthorized);
    const receiver = client.createReceiver('orders');
    await expect(receiver.receiveMessages(1)).rejects.toMatchObject(unauthorized);
    await expect(receiver.peekMessages(1)).rejects.toMatchObject(unauthorized);
  });

  it('the name of another key is refused', async () => {
    const { connectionString } = await openBroker([queue('orders')]);
    const client = openClient(connectionString.replace('RootManageSharedAccessKey', 'Other'));
    await expect(send(client)).rejects.toMatchObject(unauthorized);
  });

  it('a signature may do what it covers, until it expires', async () => {
    const { port } = await openBroker([queue('orders'), queue('orders2')]);
    await send(openClient(withSignature(port)));
    const ofQueue = openClient(withSignature(port, { path: 'Orders' }));
    await send(ofQueue);
    expect(await ofQueue.createReceiver('orders').peekMessages(5)).toHaveLength(2);
    await expect(send(ofQueue, 'orders2')).rejects.toMatchObject(unauthorized);
    await expect(send(openClient(withSignature(port, { expires: secondsFromNow(-1) })))).rejects.toMatchObject(
      unauthorized,
    );
    await expect(send(openClient(withSignature(port, { key: 'x' })))).rejects.toMatchObject(unauthorized);
    await expect(send(openClient(withSignature(port, { name: 'x' })))).rejects.toMatchObject(unauthorized);
  });
});

describe('a queue that does not exist', () => {
  it('is reported as such', async () => {
    const { client } = await openNamespace([queue('orders')]);
    const missing = { code: 'MessagingEntityNotFound' };
    await expect(send(client, 'nowhere')).rejects.toMatchObject(missing);
    await expect(client.createReceiver('nowhere').receiveMessages(1)).rejects.toMatchObject(missing);
    await expect(client.createReceiver('nowhere').peekMessages(1)).rejects.toMatchObject(missing);
    await send(client);
  });

  it('and one that does is found without regard to case', async () => {
    const { client } = await openNamespace([queue('Orders')]);
    await send(client, 'ORDERS');
    expect((await receiveOne(client.createReceiver('orders'))).body).toBe(1);
  });
});

describe('what the broker does not support', () => {
  it('is refused', async () => {
    const { client } = await openNamespace([queue('orders')]);
    await send(client);
    await expect(client.acceptSession('orders', 'one')).rejects.toMatchObject({ code: 'SessionCannotBeLocked' });
    const destructive = client.createReceiver('orders', { receiveMode: 'receiveAndDelete' });
    await expect(destructive.receiveMessages(1)).rejects.toThrow(/does not support receiveAndDelete/);
    const receiver = client.createReceiver('orders');
    const message = await receiveOne(receiver);
    await expect(receiver.deferMessage(message)).rejects.toThrow(/does not support deferred messages/);
    await expect(receiver.receiveDeferredMessages(message.sequenceNumber!)).rejects.toThrow(
      /does not support the operation/,
    );
  });
});
