import { app } from '@azure/functions';
import { getPlan as call } from './contract/catalogs.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const getPlan = createHandler(call, async ({ useCases, tenantId, parameters, timing }) => ({
  body: await useCases.getPlan({ tenantId, ...parameters, timing }),
}));

app.http(call.name, { ...toTrigger(call), handler: getPlan });
