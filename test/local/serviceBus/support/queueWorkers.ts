import type { ServiceBusReceiver, ServiceBusSender } from '@azure/service-bus';
import { say } from '../../../support/kill/say.ts';
import { connect } from './broker.ts';

/** What a worker says: of each message, by its body, what it is about to do and what the broker acknowledged. */
export interface WorkerLine {
  readonly type: 'stored' | 'settling' | 'completed' | 'abandoned' | 'deadLettered';
  readonly names: readonly string[];
}

const SENDERS = 6;
const RECEIVERS = 2;
const AN_HOUR_MS = 3_600_000;

async function send(sender: ServiceBusSender, prefix: string): Promise<never> {
  for (let count = 0; ; count += 1) {
    const names = Array.from({ length: 1 + (count % 3) }, (_, index) => `${prefix}-${count}-${index}`);
    const messages = names.map((body) => ({ body, applicationProperties: { padding: 'x'.repeat(count % 300) } }));
    if (count % 5 === 4) await sender.scheduleMessages(messages, new Date(Date.now() + AN_HOUR_MS));
    else await sender.sendMessages(messages);
    say({ type: 'stored', names } satisfies WorkerLine);
  }
}

async function settle(receiver: ServiceBusReceiver): Promise<never> {
  for (;;) {
    const messages = await receiver.receiveMessages(5, { maxWaitTimeInMs: 500 });
    for (const [index, message] of messages.entries()) {
      const names = [message.body as string];
      say({ type: 'settling', names } satisfies WorkerLine);
      if (index % 3 === 0) {
        await receiver.deadLetterMessage(message);
        say({ type: 'deadLettered', names } satisfies WorkerLine);
      } else if (index % 3 === 1) {
        await receiver.abandonMessage(message);
        say({ type: 'abandoned', names } satisfies WorkerLine);
      } else {
        await receiver.completeMessage(message);
        say({ type: 'completed', names } satisfies WorkerLine);
      }
    }
  }
}

/** A program of its own: `node queueWorkers.ts <connection string> <run>` works on the queue until it is killed. */
if (process.argv[1] === import.meta.filename) {
  const [, , connectionString, run] = process.argv;
  if (!connectionString || !run) throw new Error('usage: node queueWorkers.ts <connection string> <run>');
  const client = connect(connectionString);
  const work = [
    ...Array.from({ length: SENDERS }, (_, writer) => send(client.createSender('orders'), `${run}-${writer}`)),
    ...Array.from({ length: RECEIVERS }, () => settle(client.createReceiver('orders'))),
  ];
  // They end when the broker does, each in its time.
  await Promise.allSettled(work);
}
