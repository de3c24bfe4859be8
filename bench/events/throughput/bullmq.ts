import { Queue, Worker } from 'bullmq';
import { readTask, sendResult } from '../../support/childTask.ts';
import { createArrivals, sendAll, type BullmqTask, type Payload } from './task.ts';

/** BullMQ as its documentation has it: jobs added in bulk, a worker that does nothing, done jobs removed. */
const task = (await readTask()) as BullmqTask;
const QUEUE = 'events';
const connection = { url: task.redisUrl };

const queue = new Queue<Payload>(QUEUE, { connection });
await queue.obliterate({ force: true });
const arrivals = createArrivals(task.events);
const worker = new Worker<Payload>(QUEUE, () => Promise.resolve(), { connection, concurrency: task.concurrency });
worker.on('completed', ({ data }) => arrivals.add(data));
await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);

const startedMs = performance.now();
await sendAll(task, (payloads) =>
  queue.addBulk(payloads.map((data) => ({ name: 'event', data, opts: { removeOnComplete: true } }))),
);
await arrivals.all;
const result = arrivals.toResult(startedMs);
await worker.close();
await queue.close();
sendResult(result);
