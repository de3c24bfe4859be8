import { setTimeout as sleep } from 'node:timers/promises';
import { closeAll, bodies, days, openNamespace, queue, receive, receiveNow, receiveOne } from './support/broker.ts';

afterEach(closeAll);

/** Long enough for a few requests on a busy machine, short enough to wait for its end. */
const SHORT_LOCK_SECONDS = 1.5;
const afterLock = (): Promise<void> => sleep(SHORT_LOCK_SECONDS * 1_000 + 50);

describe('a receiver that abandons', () => {
  it('has the message again, before those behind it and with its deliveries counted', async () => {
    const { client } = await openNamespace([queue('orders')]);
    await client.createSender('orders').sendMessages([{ body: 1 }, { body: 2 }]);
    const receiver = client.createReceiver('orders');
    await receiver.abandonMessage(await receiveOne(receiver), { note: 'not now' });
    const messages = await receive(receiver, 2);
    expect(bodies(messages)).toEqual([1, 2]);
    expect(messages.map(({ deliveryCount }) => deliveryCount)).toEqual([1, 0]);
    expect(messages[0]!.applicationProperties).toEqual({ note: 'not now' });
  });

  it('has it as often as the queue allows; then it is dead, with the reason', async () => {
    const { client } = await openNamespace([queue('orders', { maxDeliveryCount: 3 })]);
    await client.createSender('orders').sendMessages({ body: 'poison', applicationProperties: { kind: 'x' } });
    const receiver = client.createReceiver('orders');
    for (const count of [0, 1, 2]) {
      const message = await receiveOne(receiver);
      expect(message.deliveryCount).toBe(count);
      await receiver.abandonMessage(message);
    }
    expect(await receiveNow(receiver)).toEqual([]);
    const dead = await receiveOne(client.createReceiver('orders', { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({
      body: 'poison',
      deliveryCount: 3,
      deadLetterReason: 'MaxDeliveryCountExceeded',
      deadLetterErrorDescription: 'Message could not be consumed after 3 delivery attempts.',
      applicationProperties: { kind: 'x' },
    });
  });
});

describe('a dead-letter queue', () => {
  it('takes what a receiver gives up, with its reason, description and further properties', async () => {
    const { client } = await openNamespace([queue('orders')]);
    await client
      .createSender('orders')
      .sendMessages({ body: 'bad', messageId: 'id', applicationProperties: { a: 1, b: 2 } });
    const receiver = client.createReceiver('orders');
    await receiver.deadLetterMessage(await receiveOne(receiver), {
      deadLetterReason: 'malformed',
      deadLetterErrorDescription: 'no field x',
      b: 3,
    });
    expect(await receiver.peekMessages(10)).toEqual([]);
    const dead = client.createReceiver('orders', { subQueueType: 'deadLetter' });
    const expected = {
      body: 'bad',
      messageId: 'id',
      deadLetterReason: 'malformed',
      deadLetterErrorDescription: 'no field x',
      applicationProperties: { a: 1, b: 3 },
    };
    expect(await dead.peekMessages(10)).toMatchObject([expected]);
    const message = await receiveOne(dead);
    expect(message).toMatchObject(expected);
    await dead.completeMessage(message);
    expect(await dead.peekMessages(10, { fromSequenceNumber: message.sequenceNumber! })).toEqual([]);
  });

  it('keeps a message however often it is delivered, and lets none be sent or dead-lettered', async () => {
    const { client } = await openNamespace([queue('orders', { maxDeliveryCount: 2 })]);
    await client.createSender('orders').sendMessages({ body: 1 });
    const receiver = client.createReceiver('orders');
    await receiver.deadLetterMessage(await receiveOne(receiver));
    const dead = client.createReceiver('orders', { subQueueType: 'deadLetter' });
    for (let count = 0; count < 4; count += 1) await dead.abandonMessage(await receiveOne(dead));
    const message = await receiveOne(dead);
    expect(message.deliveryCount).toBe(4);
    await expect(dead.deadLetterMessage(message)).rejects.toThrow(/cannot be dead-lettered/);
    await expect(client.createSender('orders/$DeadLetterQueue').sendMessages({ body: 2 })).rejects.toThrow(
      /Nothing can be sent/,
    );
  });
});

describe('a lock', () => {
  it('ends: whoever held the message has lost it, and the next receiver has it with one delivery more', async () => {
    const { client } = await openNamespace([queue('orders', { lockSeconds: SHORT_LOCK_SECONDS })]);
    await client.createSender('orders').sendMessages({ body: 1 });
    const receiver = client.createReceiver('orders', { maxAutoLockRenewalDurationInMs: 0 });
    const late = await receiveOne(receiver);
    const next = await receiveOne(receiver);
    expect(next).toMatchObject({ body: 1, deliveryCount: 1 });
    const lost = { code: 'MessageLockLost' };
    await expect(receiver.completeMessage(late)).rejects.toMatchObject(lost);
    await expect(receiver.renewMessageLock(late)).rejects.toMatchObject(lost);
    await receiver.completeMessage(next);
    await expect(receiver.renewMessageLock(next)).rejects.toMatchObject(lost);
  });

  it('ends in death when that was the last delivery allowed', async () => {
    const { client } = await openNamespace([queue('orders', { lockSeconds: SHORT_LOCK_SECONDS, maxDeliveryCount: 1 })]);
    await client.createSender('orders').sendMessages({ body: 1 });
    await receiveOne(client.createReceiver('orders', { maxAutoLockRenewalDurationInMs: 0 }));
    const dead = await receiveOne(client.createReceiver('orders', { subQueueType: 'deadLetter' }));
    expect(dead.deadLetterReason).toBe('MaxDeliveryCountExceeded');
  });

  it('lasts as long as it is renewed', async () => {
    const { client } = await openNamespace([queue('orders', { lockSeconds: SHORT_LOCK_SECONDS })]);
    await client.createSender('orders').sendMessages([{ body: 1 }, { body: 2 }]);
    const receiver = client.createReceiver('orders', { maxAutoLockRenewalDurationInMs: 0 });
    const [renewed, left] = await receive(receiver, 2);
    for (let count = 0; count < 4; count += 1) {
      await sleep(SHORT_LOCK_SECONDS * 500);
      const until = await receiver.renewMessageLock(renewed!);
      expect(until.getTime()).toBeGreaterThan(renewed!.enqueuedTimeUtc!.getTime() + SHORT_LOCK_SECONDS * 1_000);
    }
    await receiver.completeMessage(renewed!);
    await expect(receiver.completeMessage(left!)).rejects.toMatchObject({ code: 'MessageLockLost' });
    expect(bodies(await receive(receiver, 1))).toEqual([2]);
  });

  it('outlives the link: the message can be settled through another one, and comes back only in time', async () => {
    const { client } = await openNamespace([queue('orders', { lockSeconds: SHORT_LOCK_SECONDS })]);
    await client.createSender('orders').sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }, { body: 4 }]);
    const first = client.createReceiver('orders', { maxAutoLockRenewalDurationInMs: 0 });
    const [one, two, three] = await receive(first, 4);
    await first.close();
    const second = client.createReceiver('orders', { maxAutoLockRenewalDurationInMs: 0 });
    expect(await second.receiveMessages(1, { maxWaitTimeInMs: 50 })).toEqual([]);
    // The library settles by lock token where the link of a message is gone.
    await second.completeMessage(one!);
    await second.abandonMessage(two!, { tried: true });
    await second.deadLetterMessage(three!, { deadLetterReason: 'why', deadLetterErrorDescription: 'because', more: 1 });
    expect(await receive(second, 1)).toMatchObject([{ body: 2, applicationProperties: { tried: true } }]);
    await afterLock();
    expect(bodies(await receive(second, 2))).toEqual([2, 4]);
    const [dead] = await client.createReceiver('orders', { subQueueType: 'deadLetter' }).peekMessages(2);
    expect(dead).toMatchObject({ body: 3, deadLetterReason: 'why', applicationProperties: { more: 1 } });
  });
});

describe('time to live', () => {
  it('ends a message that nobody took, by the shorter of what its sender and the queue say', async () => {
    const { client } = await openNamespace([queue('short', { timeToLiveDays: days(0.3) }), queue('long')]);
    for (const name of ['short', 'long']) {
      const sender = client.createSender(name);
      await sender.sendMessages([{ body: 1, timeToLive: 200 }, { body: 2, timeToLive: 60_000 }, { body: 3 }]);
    }
    const [short] = await client.createReceiver('short').peekMessages(3);
    expect(short!.expiresAtUtc!.getTime() - short!.enqueuedTimeUtc!.getTime()).toBe(200);
    await sleep(400);
    expect(await receiveNow(client.createReceiver('short'))).toEqual([]);
    expect(bodies(await receiveNow(client.createReceiver('long')))).toEqual([2, 3]);
    expect(await client.createReceiver('short', { subQueueType: 'deadLetter' }).peekMessages(1)).toEqual([]);
  });

  it('sends it to the dead-letter queue where the queue says so, without a receiver to notice', async () => {
    const { client } = await openNamespace([queue('orders', { deadLetterOnExpiration: true })]);
    await client.createSender('orders').sendMessages({ body: 'old', timeToLive: 50 });
    const dead = await receiveOne(client.createReceiver('orders', { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({ body: 'old', deadLetterReason: 'TTLExpiredException', deliveryCount: 0 });
  });

  it('does not end a message that a receiver holds', async () => {
    const { client } = await openNamespace([queue('orders')]);
    await client.createSender('orders').sendMessages({ body: 1, timeToLive: 300 });
    const receiver = client.createReceiver('orders');
    const held = await receiveOne(receiver);
    await sleep(400);
    await receiver.completeMessage(held);
  });
});

describe('a scheduled message', () => {
  it.each(['by its sender', 'by request'])('%s arrives at its time, as a new one', async (how) => {
    const { client } = await openNamespace([queue('orders')]);
    const sender = client.createSender('orders');
    const at = new Date(Date.now() + 400);
    let scheduled: number | undefined;
    if (how === 'by request') [scheduled] = (await sender.scheduleMessages([{ body: 'later' }], at)).map(Number);
    else await sender.sendMessages({ body: 'later', scheduledEnqueueTimeUtc: at });
    await sender.sendMessages({ body: 'now' });
    const messages = await receive(client.createReceiver('orders'), 2);
    expect(bodies(messages)).toEqual(['now', 'later']);
    const later = messages[1]!;
    expect(later.enqueuedTimeUtc!.getTime()).toBeGreaterThanOrEqual(at.getTime());
    expect(later.scheduledEnqueueTimeUtc).toEqual(at);
    expect(later.sequenceNumber!.gt(messages[0]!.sequenceNumber!)).toBe(true);
    if (scheduled !== undefined) expect(later.sequenceNumber!.toNumber()).toBeGreaterThan(scheduled);
  });

  it('whose time has passed arrives at once', async () => {
    const { client } = await openNamespace([queue('orders')]);
    await client.createSender('orders').scheduleMessages({ body: 1 }, new Date(Date.now() - 1_000));
    expect(bodies(await receive(client.createReceiver('orders'), 1))).toEqual([1]);
  });

  it('may be cancelled, once', async () => {
    const { client } = await openNamespace([queue('orders')]);
    const sender = client.createSender('orders');
    const numbers = await sender.scheduleMessages([{ body: 1 }, { body: 2 }], new Date(Date.now() + 300));
    await sender.cancelScheduledMessages(numbers[0]!);
    await expect(sender.cancelScheduledMessages(numbers[0]!)).rejects.toMatchObject({ code: 'MessageNotFound' });
    const receiver = client.createReceiver('orders');
    expect(bodies(await receive(receiver, 1))).toEqual([2]);
    expect(await receiver.peekMessages(10)).toHaveLength(1);
  });

  it('lives as long as it may from its time on', async () => {
    const { client } = await openNamespace([queue('orders')]);
    const at = new Date(Date.now() + 300);
    await client.createSender('orders').scheduleMessages({ body: 1, timeToLive: 5_000 }, at);
    const message = await receiveOne(client.createReceiver('orders'));
    expect(message.expiresAtUtc!.getTime()).toBe(message.enqueuedTimeUtc!.getTime() + 5_000);
  });
});
