import { app } from '@azure/functions';
import { getSession as call } from './contract/sessions.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';
import { versionTag } from './pipeline/versionTag.ts';

export const getSession = createHandler(call, async ({ useCases, tenantId, parameters, timing }) => {
  const session = await useCases.getSession({ tenantId, ...parameters, timing });
  return { body: session, headers: versionTag(session) };
});

app.http(call.name, { ...toTrigger(call), handler: getSession });
