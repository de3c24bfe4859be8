import { app } from '@azure/functions';
import { IMPORT_LIMITS } from './contract/limits.ts';
import { importCatalog as call } from './contract/manage.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const importCatalog = createHandler(call, async ({ useCases, tenantId, parameters, body, timing }) => {
  const { rows: maxRows, otherWay } = IMPORT_LIMITS;
  const command = { tenantId, ...parameters, body: { bytes: body, maxRows, otherWay }, timing };
  const { created, ...imported } = await useCases.importCatalog(command);
  if (!created) return { body: imported };
  const location = `/api/catalogs/${encodeURIComponent(imported.catalogId)}`;
  return { status: 201, body: imported, headers: { Location: location } };
});

app.http(call.name, { ...toTrigger(call), handler: importCatalog });
