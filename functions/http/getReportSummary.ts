import { app } from '@azure/functions';
import { getReportSummary as call } from './contract/recommendations.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { projectionTag } from './pipeline/versionTag.ts';
import { isNoneMatch } from './pipeline/requestHeaders.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const getReportSummary = createHandler(call, async ({ useCases, tenantId, parameters, headers, timing }) => {
  const summary = await useCases.getReportSummary({ tenantId, ...parameters, timing });
  const caching = { ETag: projectionTag(summary, 'summary'), 'Cache-Control': 'private, no-cache' };
  return isNoneMatch(headers, caching.ETag) ? { status: 304, headers: caching } : { body: summary, headers: caching };
});

app.http(call.name, { ...toTrigger(call), handler: getReportSummary });
