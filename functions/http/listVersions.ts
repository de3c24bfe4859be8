import { app } from '@azure/functions';
import { listVersions as call } from './contract/manage.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const listVersions = createHandler(call, async ({ useCases, tenantId, parameters, timing }) => ({
  body: await useCases.listVersions({ tenantId, ...parameters, timing }),
}));

app.http(call.name, { ...toTrigger(call), handler: listVersions });
