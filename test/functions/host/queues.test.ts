import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { closeAll, connect, openBroker, openClient, queue } from '../../local/serviceBus/support/broker.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';
import { runHost, runUntilExit, stopAllHosts, type HostProcess } from './support/runHost.ts';

interface Run {
  body: unknown;
  bytes: boolean;
  metadata: Record<string, unknown>;
}

const folder = createTemporaryFolder();
afterEach(async () => {
  await stopAllHosts();
  await closeAll();
});
afterAll(() => folder.remove());

const runsOf = (host: HostProcess): Run[] =>
  host.lines.filter((line) => line.startsWith('ran ')).map((line) => JSON.parse(line.slice('ran '.length)) as Run);

async function runs(host: HostProcess, count: number): Promise<Run[]> {
  await host.line(() => runsOf(host).length >= count);
  return runsOf(host);
}

/** A folder whose `host.json` has this section. */
function appWith(serviceBus: object): string {
  const path = join(folder.path, JSON.stringify(serviceBus).replace(/\W/g, ''));
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'host.json'), JSON.stringify({ version: '2.0', extensions: { serviceBus } }));
  return path;
}

const start = (fixture: string, connectionString: string, serviceBus: object = {}): Promise<HostProcess> =>
  runHost('queues', {
    arguments: ['--app', appWith(serviceBus)],
    environment: { QUEUES: fixture, QUEUE: 'orders', BUS: connectionString },
  });

async function open(more: Parameters<typeof queue>[1] = {}) {
  const broker = await openBroker([queue('orders', more)]);
  const client = openClient(broker.connectionString);
  const dead = (): Promise<ServiceBusReceivedMessage[]> =>
    client.createReceiver('orders', { subQueueType: 'deadLetter' }).peekMessages(10);
  return { broker, sender: client.createSender('orders'), receiver: client.createReceiver('orders'), dead };
}

/** Until every message is settled. */
async function untilEmpty(connectionString: string): Promise<void> {
  for (let isEmpty = false; !isEmpty;) {
    // A client goes on where its last look ended: a new one begins at the start.
    const client = connect(connectionString);
    isEmpty = (await client.createReceiver('orders').peekMessages(1)).length === 0;
    await client.close();
  }
}

describe('a function with a Service Bus trigger', () => {
  it('is given the text parsed, with metadata as the platform has it, and completes the message', async () => {
    const { broker, sender, receiver } = await open();
    await sender.sendMessages({
      body: { kind: 'started', list: [1] },
      messageId: '12345678901234567890',
      correlationId: '1e3',
      subject: 'true',
      contentType: 'application/json',
      applicationProperties: { Level: 3, note: 'n' },
    });
    const host = await start('one', broker.connectionString);
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
    const { broker, sender } = await open();
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
    const host = await start('one', broker.connectionString);
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
    const { broker, sender } = await open();
    await sender.sendMessages({ body });
    const host = await start('one', broker.connectionString);
    const [run] = await runs(host, 1);
    await host.stop();
    expect(run).toMatchObject({ body: expected, bytes: false });
  });

  it('is given bytes where it asks for them', async () => {
    const { broker, sender } = await open();
    await sender.sendMessages({ body: Buffer.from([1, 255]) });
    const host = await start('binary', broker.connectionString);
    const [run] = await runs(host, 1);
    await host.stop();
    expect(run).toMatchObject({ body: { type: 'Buffer', data: [1, 255] }, bytes: true });
  });

  it('has a message again when it throws, until the message is dead', async () => {
    const { broker, sender, receiver, dead } = await open({ maxDeliveryCount: 3 });
    await sender.sendMessages([{ body: Buffer.from('bad') }, { body: Buffer.from('good') }]);
    const host = await start('failing', broker.connectionString);
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
    const { broker, sender } = await open();
    await sender.sendMessages(Array.from({ length: 12 }, (_, body) => ({ body })));
    const host = await start('concurrent', broker.connectionString, { maxConcurrentCalls: 3 });
    await host.line(() => host.lines.filter((line) => line.startsWith('ended')).length === 12);
    await host.stop();
    expect(host.lines.findLast((line) => line.startsWith('ended'))).toBe('ended, 3 at most');
  });

  it('keeps its message for as long as it runs, beyond the lock', async () => {
    const { broker, sender, receiver } = await open({ lockSeconds: 1 });
    await sender.sendMessages({ body: 'long' });
    const host = await start('slow', broker.connectionString);
    await host.line((line) => line === 'ended long');
    await host.stop();
    expect(host.lines.filter((line) => line === 'began long')).toHaveLength(1);
    expect(await receiver.peekMessages(10)).toEqual([]);
  });

  it('ends what it runs when the host stops, and takes nothing more', async () => {
    const { broker, sender, receiver } = await open();
    await sender.sendMessages({ body: 'running' });
    const host = await start('slow', broker.connectionString, { maxConcurrentCalls: 1 });
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
    const { broker, sender, receiver } = await open();
    await sender.sendMessages({ body: 'kept' });
    const host = await start('keeping', broker.connectionString);
    await runs(host, 1);
    await host.stop();
    expect(await receiver.peekMessages(10)).toHaveLength(1);
  });
});

describe('a function that takes many messages', () => {
  it('is given them as lists side by side, without the empty ones', async () => {
    const { broker, sender, receiver } = await open();
    const empty = Buffer.alloc(0);
    await sender.sendMessages([
      { body: { a: 1 }, messageId: '1' },
      { body: empty, messageId: 'two' },
      { body: 'x', subject: 's' },
    ]);
    const host = await start('many', broker.connectionString);
    const [run] = await runs(host, 1);
    await host.stop();
    expect(run!.body).toEqual([{ a: 1 }, 'x']);
    expect(run!.metadata).toMatchObject({
      deliveryCountArray: [1, 1, 1],
      sequenceNumberArray: [1, 2, 3],
      messageIdArray: [1, 'two', expect.stringMatching(/-/)],
      subjectArray: ['s'],
      applicationPropertiesArray: [{}, {}, {}],
    });
    expect(run!.metadata).not.toHaveProperty('a');
    expect(await receiver.peekMessages(10)).toEqual([]);
  });

  it('is given the empty ones too when its app asks for them', async () => {
    const { broker, sender } = await open();
    await sender.sendMessages([{ body: Buffer.alloc(0) }, { body: 'x', subject: 's' }]);
    const host = await start('manyWithEmpty', broker.connectionString);
    const [run] = await runs(host, 1);
    await host.stop();
    expect(run!.body).toEqual(['', 'x']);
    expect(run!.metadata).toMatchObject({ subjectArray: ['', 's'] });
  });

  it('runs once at a time, with no more of them than host.json allows', async () => {
    const { broker, sender } = await open();
    await sender.sendMessages(Array.from({ length: 9 }, (_, body) => ({ body })));
    const host = await start('batches', broker.connectionString, { maxMessageBatchSize: 3 });
    await host.line(() => host.lines.filter((line) => line.startsWith('ended')).length === 3);
    await host.stop();
    expect(host.lines.findLast((line) => line.startsWith('ended'))).toBe('ended, 1 at most');
  });

  it('has all of them again when it throws', async () => {
    const { broker, sender, receiver } = await open();
    await sender.sendMessages([{ body: 1 }, { body: 2 }]);
    const host = await start('failingBatch', broker.connectionString);
    const all = await runs(host, 2);
    await host.stop();
    expect(all.map(({ body }) => body)).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(all[1]!.metadata.deliveryCountArray).toEqual([2, 2]);
    expect(await receiver.peekMessages(10)).toEqual([]);
  });
});

describe('a broker that is not there', () => {
  it.each(['one', 'many'])('is waited for, said once, and noticed when it comes back (%s)', async (fixture) => {
    const first = await openBroker([queue('orders')]);
    await first.close();
    const host = await start(fixture, first.connectionString);
    await host.line((line) => line.includes('nothing is received from the queue "orders", trying on'));
    await sleep(1_500);
    for (const round of [1, 2]) {
      const broker = await openBroker([queue('orders')], undefined, first.port);
      const client = openClient(broker.connectionString);
      await client.createSender('orders').sendMessages({ body: round });
      await runs(host, round);
      await untilEmpty(broker.connectionString);
      await client.close();
      await broker.close();
    }
    expect(await host.stop()).toEqual({ code: 0, signal: null });
    const warnings = host.lines.filter((line) => line.includes('nothing is received')).length;
    // Before the first broker, after it, after the second.
    expect(warnings).toBeLessThanOrEqual(3);
    expect(runsOf(host).flatMap(({ body }) => body)).toEqual([1, 2]);
  });
});

describe('an app that cannot start', () => {
  it('has every fault of its Service Bus triggers named', async () => {
    const { stderr, code } = await runUntilExit('queues', {
      environment: {
        QUEUES: 'faults',
        QUEUE: 'orders',
        BUS: 'Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=n;SharedAccessKey=k',
      },
    });
    expect(code).toBe(1);
    for (const fault of [
      '"noSetting" cannot run: the setting NO_SUCH_SETTING is missing.',
      '"noQueueSetting" cannot run: the setting NO_SUCH_QUEUE is missing.',
      '"noConnectionString" cannot run: the setting QUEUE is no Service Bus connection string.',
      '"noQueue" cannot run: it has no queueName.',
      '"withSessions" cannot run: sessions are not supported.',
      '"retried" cannot run: it has a retry policy, which the platform ignores on this trigger.',
      '"topical" cannot run: topics are not supported.',
    ]) {
      expect(stderr).toContain(`The Service Bus trigger of ${fault}`);
    }
  });

  it('because of a host.json that the platform would refuse', async () => {
    const app = appWith({
      maxConcurrentCalls: 0,
      maxMessageBatchSize: 'x',
      maxAutoLockRenewalDuration: '5',
      autoCompleteMessages: 1,
    });
    const { stderr, code } = await runUntilExit('queues', {
      arguments: ['--app', app],
      environment: { QUEUES: 'one' },
    });
    expect(code).toBe(1);
    for (const name of [
      'maxConcurrentCalls',
      'maxMessageBatchSize',
      'maxAutoLockRenewalDuration',
      'autoCompleteMessages',
    ]) {
      expect(stderr).toContain(`extensions.serviceBus.${name} must be`);
    }
  });
});
