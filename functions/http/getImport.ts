import { app } from '@azure/functions';
import { getImport as call } from './contract/imports.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const getImport = createHandler(call, async ({ useCases, tenantId, parameters, timing }) => {
  return { body: await useCases.getImport({ tenantId, ...parameters, timing }) };
});

app.http(call.name, { ...toTrigger(call), handler: getImport });
