import { app } from '@azure/functions';
import { getApp } from '../../shared/composition/getApp.ts';

/**
 * Takes up imports that a start did not get to, because its process died or was busy. Each start is followed up at once;
 * this is the guarantee.
 */
export async function continueImports(): Promise<void> {
  const { useCases } = await getApp();
  await useCases.continueImports();
}

/** Every 15 seconds. */
app.timer('continueImports', { schedule: '*/15 * * * * *', handler: continueImports });
