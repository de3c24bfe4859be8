import { app } from '@azure/functions';
import { CONNECTION } from './connection.ts';
import { getConsumers } from './getConsumers.ts';

/** Keeps the facts of the sessions that a batch of events is about. */
export async function facts(messages: unknown): Promise<void> {
  await (await getConsumers()).facts(messages as unknown[]);
}

app.serviceBusQueue('facts', {
  queueName: 'facts',
  connection: CONNECTION,
  cardinality: 'many',
  handler: facts,
});
