import { app } from '@azure/functions';
import { eraseSession as call } from './contract/sessions.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const eraseSession = createHandler(call, async ({ useCases, tenantId, parameters, repeatable, timing }) => {
  await useCases.eraseSession({ tenantId, ...parameters, ...repeatable, timing });
  return { status: 202 };
});

app.http(call.name, { ...toTrigger(call), handler: eraseSession });
