import { app } from '@azure/functions';
import { getRecommendations as call } from './contract/recommendations.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { projectionTag } from './pipeline/versionTag.ts';
import { isNoneMatch } from './pipeline/requestHeaders.ts';
import { toTrigger } from './pipeline/toTrigger.ts';

export const getRecommendations = createHandler(
  call,
  async ({ useCases, tenantId, parameters, query, headers, timing }) => {
    const list = await useCases.getRecommendations({ tenantId, ...parameters, ...query, timing });
    const caching = { ETag: projectionTag(list, list.source), 'Cache-Control': 'private, no-cache' };
    return isNoneMatch(headers, caching.ETag) ? { status: 304, headers: caching } : { body: list, headers: caching };
  },
);

app.http(call.name, { ...toTrigger(call), handler: getRecommendations });
