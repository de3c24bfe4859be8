import { app } from '@azure/functions';
import { comparePlans as call } from './contract/catalogs.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const comparePlans = createHandler(call, async ({ useCases, tenantId, parameters, body, timing }) => ({
  body: await useCases.comparePlans({ tenantId, ...parameters, request: body, timing }),
}));

app.http(call.name, { ...toTrigger(call), handler: comparePlans });
