import type { Consumers } from '../../shared/application/consumers/createConsumers.ts';
import { getApp } from '../../shared/composition/getApp.ts';

/** Rejects where messages arrive although no way out for events is set up: they are delivered again once there is. */
export async function getConsumers(): Promise<Consumers> {
  const { consumers } = await getApp();
  if (consumers === null) throw new Error('EVENT_GRID_TOPIC_ENDPOINT is not set: messages cannot be handled');
  return consumers;
}
