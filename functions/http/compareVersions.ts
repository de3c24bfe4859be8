import { app } from '@azure/functions';
import { compareVersions as call } from './contract/manage.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const compareVersions = createHandler(call, async ({ useCases, tenantId, parameters, query, timing }) => ({
  body: await useCases.compareVersions({ tenantId, ...parameters, ...query, timing }),
}));

app.http(call.name, { ...toTrigger(call), handler: compareVersions });
