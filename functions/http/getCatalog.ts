import { app } from '@azure/functions';
import { getCatalog as call } from './contract/catalogs.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { isNoneMatch } from './pipeline/requestHeaders.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const getCatalog = createHandler(call, async ({ useCases, tenantId, parameters, headers, timing }) => {
  const catalog = await useCases.getCatalog({ tenantId, ...parameters, timing });
  // A rollback shows an earlier version under a new activation, so the tag needs both.
  const tag = `"${catalog.version}.${catalog.activation}"`;
  const caching = { ETag: tag, 'Cache-Control': 'private, no-cache', Vary: 'Origin, X-Shortlist-Key' };
  return isNoneMatch(headers, tag) ? { status: 304, headers: caching } : { body: catalog, headers: caching };
});

app.http(call.name, { ...toTrigger(call), handler: getCatalog });
