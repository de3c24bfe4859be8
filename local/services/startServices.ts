import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTopic, type Subscription } from '../eventGrid/topic.ts';
import type { HostLog } from '../functionsHost/hostLog.ts';
import { startBroker } from '../serviceBus/broker.ts';
import type { QueueDefinition } from '../serviceBus/queueDefinition.ts';

/** Which queues there are, and which events of the topic go to them. */
export interface LocalTopology {
  readonly topic: string;
  readonly queues: readonly QueueDefinition[];
  readonly subscriptions: readonly Subscription[];
}

export interface ServicesOptions {
  readonly topology: LocalTopology;
  /** Where messages, events and the access key are kept. */
  readonly directory: string;
  /** 0: ones that are free. */
  readonly ports?: { readonly topic: number; readonly broker: number };
}

/** Stand-ins for Event Grid and Service Bus on this machine, and how to reach them. */
export interface RunningServices {
  readonly topicEndpoint: string;
  readonly topicKey: string;
  readonly serviceBusConnectionString: string;
  close(): Promise<void>;
}

const KEY_BYTES = 32;

export async function startServices(options: ServicesOptions, log: HostLog): Promise<RunningServices> {
  const { topology, directory, ports = { topic: 0, broker: 0 } } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const key = readOrCreateKey(join(directory, 'access-key'));
  const { queues, subscriptions } = topology;
  const broker = await startBroker({ directory: join(directory, 'serviceBus'), queues, key, port: ports.broker });
  try {
    const topic = await startTopic({
      name: topology.topic,
      directory: join(directory, 'eventGrid'),
      key,
      port: ports.topic,
      subscriptions,
      deliver: (queue, { body, ...message }) => broker.enqueue(queue, { ...message, body: Buffer.from(body) }),
      log,
    });
    return {
      topicEndpoint: topic.endpoint,
      topicKey: key,
      serviceBusConnectionString: broker.connectionString,
      async close() {
        await topic.close();
        await broker.close();
      },
    };
  } catch (error) {
    await broker.close();
    throw error;
  }
}

function readOrCreateKey(file: string): string {
  if (!existsSync(file)) {
    // Whole or not at all, whatever ends the process meanwhile.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flush: true });
    renameSync(draft, file);
  }
  return readFileSync(file, 'utf8').trim();
}
