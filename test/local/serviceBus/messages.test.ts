import { closeAll, bodies, openNamespace, queue, receive, receiveNow, receiveOne } from './support/broker.ts';

afterEach(closeAll);

describe('a message', () => {
  it('arrives as it was sent, with what the broker adds', async () => {
    const { client } = await openNamespace([queue('orders')]);
    const sent = {
      body: { text: 'grüezi', list: [1, 2.5, null, true] },
      messageId: 'id-1',
      correlationId: 'cause',
      subject: 'greeting',
      contentType: 'application/json',
      to: 'there',
      replyTo: 'here',
      partitionKey: 'part',
      timeToLive: 60_000,
      applicationProperties: {
        text: 'x',
        whole: 7,
        negative: -7,
        large: 2 ** 40,
        half: 0.5,
        yes: true,
        at: new Date(5),
      },
    };
    const before = Date.now();
    await client.createSender('orders').sendMessages(sent);
    const receiver = client.createReceiver('orders');
    const message = await receiveOne(receiver);
    expect(message).toMatchObject({ ...sent, applicationProperties: { ...sent.applicationProperties, at: 5 } });
    expect(message).toMatchObject({ deliveryCount: 0, state: 'active' });
    expect(message.sequenceNumber!.toNumber()).toBeGreaterThan(0);
    expect(message.enqueuedTimeUtc!.getTime()).toBeGreaterThanOrEqual(before);
    expect(message.expiresAtUtc!.getTime()).toBe(message.enqueuedTimeUtc!.getTime() + 60_000);
    expect(message.lockedUntilUtc!.getTime()).toBeGreaterThanOrEqual(before + 30_000);
    await receiver.completeMessage(message);
    expect(await receiveNow(receiver)).toEqual([]);
    expect(await receiver.peekMessages(10)).toEqual([]);
  });

  it.each([
    ['bytes', Buffer.from([0, 1, 255])],
    ['text that is no JSON', Buffer.from('no json')],
    ['nothing', null],
    ['200 KB', 'x'.repeat(200_000)],
  ])('may have %s as its body', async (_name, body) => {
    const { client } = await openNamespace([queue('orders')]);
    await client.createSender('orders').sendMessages({ body });
    expect((await receiveOne(client.createReceiver('orders'))).body).toEqual(body);
  });

  it('gets an id when its sender gave it none', async () => {
    const { client } = await openNamespace([queue('orders')]);
    await client
      .createSender('orders')
      .sendMessages([{ body: 1 }, { body: 2, messageId: 'own' }, { body: 3, subject: 's' }]);
    const messages = await receive(client.createReceiver('orders'), 3);
    expect(messages.map(({ messageId }) => messageId)).toEqual([
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      'own',
      expect.stringMatching(/^[0-9a-f-]{36}$/),
    ]);
    expect(messages[2]).toMatchObject({ body: 3, subject: 's' });
  });

  it('goes through a queue in order, alone or in batches', async () => {
    const { client } = await openNamespace([queue('orders')]);
    const sender = client.createSender('orders');
    await sender.sendMessages({ body: 0 });
    const batch = await sender.createMessageBatch();
    expect(batch.maxSizeInBytes).toBe(262_144);
    for (const body of [1, 2]) expect(batch.tryAddMessage({ body })).toBe(true);
    await sender.sendMessages(batch);
    await sender.sendMessages([{ body: 3 }, { body: 4 }]);
    const messages = await receive(client.createReceiver('orders'), 5);
    expect(bodies(messages)).toEqual([0, 1, 2, 3, 4]);
    const numbers = messages.map(({ sequenceNumber }) => sequenceNumber!.toNumber());
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  it('reaches one of the receivers that wait for it, in turn', async () => {
    const { client } = await openNamespace([queue('orders')]);
    const receivers = [client.createReceiver('orders'), client.createReceiver('orders')];
    const waiting = receivers.map((receiver) => receive(receiver, 5));
    await client.createSender('orders').sendMessages(Array.from({ length: 10 }, (_, body) => ({ body })));
    const received = await Promise.all(waiting);
    expect(received.flatMap(bodies).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('may be put into a queue without a client', async () => {
    const { broker, client } = await openNamespace([queue('orders')]);
    const body = Buffer.from(JSON.stringify({ specversion: '1.0' }));
    await broker.enqueue('Orders', {
      body,
      messageId: 'event-1',
      contentType: 'application/cloudevents+json',
      subject: 'about',
      applicationProperties: { kind: 'test' },
    });
    expect(await receiveOne(client.createReceiver('orders'))).toMatchObject({
      body: { specversion: '1.0' },
      messageId: 'event-1',
      contentType: 'application/cloudevents+json',
      subject: 'about',
      applicationProperties: { kind: 'test' },
    });
    await expect(broker.enqueue('nowhere', { body })).rejects.toThrow(/could not be found/);
  });

  it('is refused when it is larger than 256 KB, alone or as a batch, and when scheduled', async () => {
    const { client } = await openNamespace([queue('orders')]);
    const sender = client.createSender('orders');
    const tooLarge = { code: 'MessageSizeExceeded' };
    const half = { body: 'x'.repeat(150_000) };
    await expect(sender.sendMessages({ body: 'x'.repeat(262_144) })).rejects.toMatchObject(tooLarge);
    await expect(sender.sendMessages([half, half])).rejects.toMatchObject(tooLarge);
    const later = new Date(Date.now() + 60_000);
    await expect(sender.scheduleMessages({ body: 'x'.repeat(262_144) }, later)).rejects.toMatchObject(tooLarge);
    expect((await sender.createMessageBatch()).tryAddMessage({ body: 'x'.repeat(262_144) })).toBe(false);
    await sender.sendMessages(half);
    expect(await client.createReceiver('orders').peekMessages(10)).toHaveLength(1);
  });
});

describe('a look into a queue', () => {
  it('shows what is active, locked and scheduled, and continues where it ended', async () => {
    const { client } = await openNamespace([queue('orders')]);
    const sender = client.createSender('orders');
    await sender.sendMessages(Array.from({ length: 5 }, (_, body) => ({ body })));
    await sender.scheduleMessages({ body: 'later' }, new Date(Date.now() + 60_000));
    const receiver = client.createReceiver('orders');
    await receiveOne(receiver);
    const first = await receiver.peekMessages(4);
    const rest = await receiver.peekMessages(100);
    expect(bodies(first)).toEqual([0, 1, 2, 3]);
    expect(bodies(rest)).toEqual([4, 'later']);
    expect(rest.map(({ state }) => state)).toEqual(['active', 'scheduled']);
    expect(await receiver.peekMessages(1)).toEqual([]);
    const again = await receiver.peekMessages(1, { fromSequenceNumber: first[2]!.sequenceNumber! });
    expect(bodies(again)).toEqual([2]);
  });

  it('shows no more at once than one answer may hold', async () => {
    const { client } = await openNamespace([queue('orders')]);
    const sender = client.createSender('orders');
    for (let body = 0; body < 4; body += 1) await sender.sendMessages({ body: `${body}${'x'.repeat(120_000)}` });
    const receiver = client.createReceiver('orders');
    expect(await receiver.peekMessages(4)).toHaveLength(2);
    expect(await receiver.peekMessages(4)).toHaveLength(2);
  });
});

describe('a queue with 100,000 messages', () => {
  it('is filled, looked into and received from in order', async () => {
    const { client } = await openNamespace([queue('orders')]);
    const sender = client.createSender('orders');
    const count = 100_000;
    const size = 2_000;
    for (let from = 0; from < count; from += size) {
      await sender.sendMessages(Array.from({ length: size }, (_, index) => ({ body: from + index })));
    }
    const receiver = client.createReceiver('orders');
    const [first] = await receiver.peekMessages(1);
    const middle = first!.sequenceNumber!.add(count / 2);
    expect(bodies(await receiver.peekMessages(2, { fromSequenceNumber: middle }))).toEqual([50_000, 50_001]);
    for (let from = 0; from < 3 * size; from += size) {
      const messages = await receive(receiver, size);
      expect(bodies(messages)).toEqual(Array.from({ length: size }, (_, index) => from + index));
      await Promise.all(messages.map((message) => receiver.completeMessage(message)));
    }
  });
});
