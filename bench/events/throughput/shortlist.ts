import { AzureKeyCredential, EventGridPublisherClient } from '@azure/eventgrid';
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import { startServicesThread } from '../../../local/services/servicesThread.ts';
import { readTask, sendResult } from '../../support/childTask.ts';
import { showProgress } from '../../support/report.ts';
import { createArrivals, sendAll, type Payload, type ShortlistTask } from './task.ts';

/** The real clients of Event Grid and Service Bus, and the local topic and broker in a thread beside them, as `npm start` has them. */
const task = (await readTask()) as ShortlistTask;
const TYPE = 'shortlist.response.recorded.v1';
const QUEUE = 'events';
/** Long enough never to end a receive while events are under way. */
const MAX_WAIT_MS = 10_000;

const services = await startServicesThread(
  {
    directory: task.directory,
    topology: {
      topic: 'shortlist-events',
      queues: [{ name: QUEUE, lockSeconds: 300, maxDeliveryCount: 10, timeToLiveDays: 14 }],
      subscriptions: [
        { name: QUEUE, queue: QUEUE, eventTypes: [TYPE], maxDeliveryAttempts: 30, timeToLiveMinutes: 1_440 },
      ],
    },
  },
  showProgress,
);
const publisher = new EventGridPublisherClient(
  services.topicEndpoint,
  'CloudEvent',
  new AzureKeyCredential(services.topicKey),
  { allowInsecureConnection: true },
);
const client = new ServiceBusClient(services.serviceBusConnectionString);
const receiver = client.createReceiver(QUEUE);

async function publish(payloads: readonly Payload[]): Promise<void> {
  await publisher.send(
    payloads.map((data) => ({ type: TYPE, source: '/bench', id: String(data.sequence), time: new Date(), data })),
  );
}

/** The next batch is on its way while one is completed. */
async function receive(arrivals: ReturnType<typeof createArrivals>): Promise<void> {
  while (arrivals.missing() > 0) {
    const completing: Promise<void>[] = [];
    for (let left = arrivals.missing(); left > 0;) {
      const messages = await receiver.receiveMessages(Math.min(task.batch, left), { maxWaitTimeInMs: MAX_WAIT_MS });
      if (messages.length === 0) return;
      left -= messages.length;
      completing.push(...messages.map((message) => complete(message, arrivals)));
    }
    await Promise.all(completing);
  }
}

async function complete(
  message: ServiceBusReceivedMessage,
  arrivals: ReturnType<typeof createArrivals>,
): Promise<void> {
  await receiver.completeMessage(message);
  arrivals.add((message.body as { data: Payload }).data);
}

// The connections are open before the time runs, on both sides.
await receiver.peekMessages(1);
const arrivals = createArrivals(task.events);
const startedMs = performance.now();
const receiving = receive(arrivals);
await sendAll(task, publish);
await receiving;
const result = arrivals.toResult(startedMs);
await client.close();
await services.close();
sendResult(result);
