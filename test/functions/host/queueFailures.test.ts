import { setTimeout as sleep } from 'node:timers/promises';
import { openBroker, openClient, queue } from '../../local/serviceBus/support/broker.ts';
import { appWith, closeQueues, removeApps, runs, runsOf, startHost, untilEmpty } from './support/queueHost.ts';
import { runUntilExit } from './support/runHost.ts';

afterEach(closeQueues);
afterAll(removeApps);

describe('a broker that is not there', () => {
  it.each(['one', 'many'])('is waited for, said once, and noticed when it comes back (%s)', async (fixture) => {
    const first = await openBroker([queue('orders')]);
    await first.close();
    const host = await startHost(fixture, first.connectionString);
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
