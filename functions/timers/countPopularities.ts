import { app } from '@azure/functions';
import { getApp } from '../../shared/composition/getApp.ts';

/** Counts anew what people were drawn to, from the facts of their sessions. */
export async function countPopularities(): Promise<void> {
  const { useCases } = await getApp();
  await useCases.countPopularities();
}

/** Every 5 minutes. */
app.timer('countPopularities', { schedule: '0 */5 * * * *', handler: countPopularities });
