import { app } from '@azure/functions';
import { CONNECTION } from './connection.ts';
import { getConsumers } from './getConsumers.ts';

/** Keeps the report summary of the session an event is about. */
export async function report(message: unknown): Promise<void> {
  await (await getConsumers()).report(message);
}

app.serviceBusQueue('report', { queueName: 'report', connection: CONNECTION, handler: report });
