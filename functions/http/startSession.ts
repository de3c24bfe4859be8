import { app } from '@azure/functions';
import { startSession as call } from './contract/sessions.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';
import { versionTag } from './pipeline/versionTag.ts';

export const startSession = createHandler(call, async ({ useCases, tenantId, body, repeatable, timing }) => {
  const started = await useCases.startSession({ tenantId, ...body, ...repeatable, timing });
  const location = `/api/sessions/${encodeURIComponent(started.sessionId)}`;
  return { status: 201, body: started, headers: { ...versionTag(started), Location: location } };
});

app.http(call.name, { ...toTrigger(call), handler: startSession });
