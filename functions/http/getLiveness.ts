import { app } from '@azure/functions';
import { getLiveness as call } from './contract/service.ts';
import { createPlainHandler } from './pipeline/createPlainHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

/** Asks nothing of anyone: a process that answers is alive. */
export const getLiveness = createPlainHandler(() => ({
  status: 200,
  headers: { 'Cache-Control': 'no-store', 'Content-Type': 'application/json' },
  body: '{"live":true}',
}));

app.http(call.name, { ...toTrigger(call), handler: getLiveness });
