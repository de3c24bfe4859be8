import { app } from '@azure/functions';
import { explainWhyNot as call } from './contract/catalogs.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const explainWhyNot = createHandler(call, async ({ useCases, tenantId, parameters, body, timing }) => ({
  body: await useCases.explainWhyNot({ tenantId, ...parameters, request: body, timing }),
}));

app.http(call.name, { ...toTrigger(call), handler: explainWhyNot });
