import { app } from '@azure/functions';
import { getShortlist as call } from './contract/catalogs.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const getShortlist = createHandler(call, async ({ useCases, tenantId, parameters, body, timing }) => ({
  body: await useCases.getShortlist({ tenantId, ...parameters, request: body, timing }),
}));

app.http(call.name, { ...toTrigger(call), handler: getShortlist });
