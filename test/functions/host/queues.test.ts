import { setTimeout as sleep } from 'node:timers/promises';
import { closeQueues, openQueue, removeApps, runs, startHost } from './support/queueHost.ts';

afterEach(closeQueues);
afterAll(removeApps);

describe('a function with a Service Bus trigger', () => {
  it('is given the text parsed, with metadata as the platform has it, and completes the message', async () => {
    const { broker, sender, receiver } = await openQueue();
    await sender.sendMessages({
      body: { kind: 'started', list: [1] },
      messageId: '12345678901234567890',
      correlationId: '1e3',
      subject: 'true',
      contentType: 'application/json',
      applicationProperties: { Level: 3, note: 'n' },
    });
    const host = await startHost('one', broker.connectionString);
    const [run] = await runs(host, 1);
    expect(await host.stop()).toEqual({ code: 0, signal: null });
    expect(run!.body).toEqual({ kind: 'started', list: [1] });
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?$/) as string;
    expect(run!.metadata).toEqual({
      deliveryCount: 1,
      sequenceNumber: 1,
      // Twenty digits are more than a number holds.
      messageId: 12345678901234567000,
      correlationId: 1000,
      subject: true,
      label: true,
      contentType: 'application/json',
      lockToken: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      enqueuedTimeUtc: time,
      expiresAtUtc: time,
      enqueuedTime: expect.stringMatching(/\+00:00$/) as string,
      expiresAt: expect.stringMatching(/\+00:00$/) as string,
      applicationProperties: { level: 3, note: 'n' },
      userProperties: { level: 3, note: 'n' },
      kind: 'started',
    });
    expect(await receiver.peekMessages(10)).toEqual([]);
  });

  it('meets properties of the body in the place of system properties', async () => {
    const { broker, sender } = await openQueue();
    const body = {
      messageId: 'of the body',
      DELIVERYCOUNT: 7,
      time: '2026-11-21T09:58:01.5Z',
      local: '2026-11-21T09:58:01+02:00',
      flag: true,
      half: 0.5,
      nothing: null,
      list: [1],
      nested: { Inner: 1 },
    };
    await sender.sendMessages({ body, messageId: 'of the message' });
    const host = await startHost('one', broker.connectionString);
    const [run] = await runs(host, 1);
    await host.stop();
    expect(run!.body).toEqual(body);
    expect(run!.metadata).toMatchObject({
      messageId: 'of the body',
      deliveryCount: 7,
      time: '11/21/2026 09:58:01',
      local: '11/21/2026 07:58:01',
      flag: 'True',
      half: 0.5,
      nested: { inner: 1 },
    });
    for (const name of ['nothing', 'list']) expect(run!.metadata).not.toHaveProperty(name);
  });

  it.each([
    ['text that is no JSON', Buffer.from('plain'), 'plain'],
    ['a number', Buffer.from('5'), 5],
    ['nothing', Buffer.alloc(0), ''],
  ])('is given %s as it is', async (_what, body, expected) => {
    const { broker, sender } = await openQueue();
    await sender.sendMessages({ body });
    const host = await startHost('one', broker.connectionString);
    const [run] = await runs(host, 1);
    await host.stop();
    expect(run).toMatchObject({ body: expected, bytes: false });
  });

  it('is given bytes where it asks for them', async () => {
    const { broker, sender } = await openQueue();
    await sender.sendMessages({ body: Buffer.from([1, 255]) });
    const host = await startHost('binary', broker.connectionString);
    const [run] = await runs(host, 1);
    await host.stop();
    expect(run).toMatchObject({ body: { type: 'Buffer', data: [1, 255] }, bytes: true });
  });

  it('has a message again when it throws, until the message is dead', async () => {
    const { broker, sender, receiver, dead } = await openQueue({ maxDeliveryCount: 3 });
    await sender.sendMessages([{ body: Buffer.from('bad') }, { body: Buffer.from('good') }]);
    const host = await startHost('failing', broker.connectionString);
    const all = await runs(host, 4);
    const errors = await host.line((line) => line.includes('failure of delivery 3'));
    expect(errors).toMatch(/^\[error\] failing: /);
    while ((await dead()).length === 0) await sleep(20);
    await host.stop();
    const deliveries = (wanted: string) =>
      all.filter(({ body }) => body === wanted).map(({ metadata }) => metadata.deliveryCount);
    expect(deliveries('bad')).toEqual([1, 2, 3]);
    // Its neighbour, which succeeds in the same moment, is completed and not abandoned with it.
    expect(deliveries('good')).toEqual([1]);
    expect(await receiver.peekMessages(10)).toEqual([]);
  });

  it('runs as often at a time as host.json allows', async () => {
    const { broker, sender } = await openQueue();
    await sender.sendMessages(Array.from({ length: 12 }, (_, body) => ({ body })));
    const host = await startHost('concurrent', broker.connectionString, { maxConcurrentCalls: 3 });
    await host.line(() => host.lines.filter((line) => line.startsWith('ended')).length === 12);
    await host.stop();
    expect(host.lines.findLast((line) => line.startsWith('ended'))).toBe('ended, 3 at most');
  });

  it('keeps its message for as long as it runs, beyond the lock', async () => {
    const { broker, sender, receiver } = await openQueue({ lockSeconds: 1 });
    await sender.sendMessages({ body: 'long' });
    const host = await startHost('slow', broker.connectionString);
    await host.line((line) => line === 'ended long');
    await host.stop();
    expect(host.lines.filter((line) => line === 'began long')).toHaveLength(1);
    expect(await receiver.peekMessages(10)).toEqual([]);
  });

  it('ends what it runs when the host stops, and takes nothing more', async () => {
    const { broker, sender, receiver } = await openQueue();
    await sender.sendMessages({ body: 'running' });
    const host = await startHost('slow', broker.connectionString, { maxConcurrentCalls: 1 });
    await host.line((line) => line === 'began running');
    const stopped = host.stop();
    await host.line((line) => line === 'stopping');
    await sender.sendMessages({ body: 'late' });
    expect(await stopped).toEqual({ code: 0, signal: null });
    expect(host.lines).toContain('ended running');
    expect(host.lines).not.toContain('began late');
    expect((await receiver.peekMessages(10)).map(({ body }) => body as string)).toEqual(['late']);
  });

  it('leaves its message to the lock where it is not to complete it', async () => {
    const { broker, sender, receiver } = await openQueue();
    await sender.sendMessages({ body: 'kept' });
    const host = await startHost('keeping', broker.connectionString);
    await runs(host, 1);
    await host.stop();
    expect(await receiver.peekMessages(10)).toHaveLength(1);
  });
});
