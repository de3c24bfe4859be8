import { app } from '@azure/functions';
import { getApp } from '../../shared/composition/getApp.ts';

/** Publishes what nobody published right after it was committed: the guarantee that every event leaves. */
export async function relayOutbox(): Promise<void> {
  const { useCases } = await getApp();
  await useCases.relayOutbox();
}

/** Every 5 seconds. */
app.timer('relayOutbox', { schedule: '*/5 * * * * *', handler: relayOutbox });
