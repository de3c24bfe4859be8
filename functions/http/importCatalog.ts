import { app } from '@azure/functions';
import { importCatalog as call } from './contract/manage.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { refuseTooManyRows } from './pipeline/importLimits.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const importCatalog = createHandler(call, async ({ useCases, tenantId, parameters, body, timing }) => {
  refuseTooManyRows(body);
  const { created, ...imported } = await useCases.importCatalog({ tenantId, ...parameters, catalog: body, timing });
  if (!created) return { body: imported };
  const location = `/api/catalogs/${encodeURIComponent(imported.catalogId)}`;
  return { status: 201, body: imported, headers: { Location: location } };
});

app.http(call.name, { ...toTrigger(call), handler: importCatalog });
