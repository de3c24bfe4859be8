import { app } from '@azure/functions';
import { listCatalogs as call } from './contract/catalogs.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const listCatalogs = createHandler(call, async ({ useCases, tenantId, timing }) => ({
  body: await useCases.listCatalogs({ tenantId, timing }),
}));

app.http(call.name, { ...toTrigger(call), handler: listCatalogs });
