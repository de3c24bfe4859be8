import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { closeAll, connect, openBroker, openClient, queue } from '../../../local/serviceBus/support/broker.ts';
import { createTemporaryFolder } from '../../../support/temporaryFolder.ts';
import { runHost, stopAllHosts, type HostProcess } from './runHost.ts';

/** What the fixture prints of one call of its function. */
export interface Run {
  body: unknown;
  bytes: boolean;
  metadata: Record<string, unknown>;
}

const folder = createTemporaryFolder();

export const runsOf = (host: HostProcess): Run[] =>
  host.lines.filter((line) => line.startsWith('ran ')).map((line) => JSON.parse(line.slice('ran '.length)) as Run);

export async function runs(host: HostProcess, count: number): Promise<Run[]> {
  await host.line(() => runsOf(host).length >= count);
  return runsOf(host);
}

/** A folder whose `host.json` has this section. */
export function appWith(serviceBus: object): string {
  const path = join(folder.path, JSON.stringify(serviceBus).replace(/\W/g, ''));
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'host.json'), JSON.stringify({ version: '2.0', extensions: { serviceBus } }));
  return path;
}

export const startHost = (fixture: string, connectionString: string, serviceBus: object = {}): Promise<HostProcess> =>
  runHost('queues', {
    arguments: ['--app', appWith(serviceBus)],
    environment: { QUEUES: fixture, QUEUE: 'orders', BUS: connectionString },
  });

export async function openQueue(more: Parameters<typeof queue>[1] = {}) {
  const broker = await openBroker([queue('orders', more)]);
  const client = openClient(broker.connectionString);
  const dead = (): Promise<ServiceBusReceivedMessage[]> =>
    client.createReceiver('orders', { subQueueType: 'deadLetter' }).peekMessages(10);
  return { broker, sender: client.createSender('orders'), receiver: client.createReceiver('orders'), dead };
}

/** Until every message is settled. */
export async function untilEmpty(connectionString: string): Promise<void> {
  for (let isEmpty = false; !isEmpty;) {
    // A client goes on where its last look ended: a new one begins at the start.
    const client = connect(connectionString);
    isEmpty = (await client.createReceiver('orders').peekMessages(1)).length === 0;
    await client.close();
  }
}

/** For `afterEach`. */
export async function closeQueues(): Promise<void> {
  await stopAllHosts();
  await closeAll();
}

/** For `afterAll`. */
export const removeApps = (): void => folder.remove();
