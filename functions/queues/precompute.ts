import { app } from '@azure/functions';
import { CONNECTION } from './connection.ts';
import { getConsumers } from './getConsumers.ts';

/** Keeps the recommendations of the session an event is about. */
export async function precompute(message: unknown): Promise<void> {
  await (await getConsumers()).precompute(message);
}

app.serviceBusQueue('precompute', { queueName: 'precompute', connection: CONNECTION, handler: precompute });
