import { app } from '@azure/functions';
import { recordResponses as call } from './contract/sessions.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { toTrigger } from './pipeline/toTrigger.ts';
import { versionTag } from './pipeline/versionTag.ts';

export const recordResponses = createHandler(call, async (received) => {
  const { useCases, tenantId, parameters, body, repeatable, precondition, timing } = received;
  const command = { tenantId, ...parameters, changes: body.responses, ...repeatable, ...precondition, timing };
  const recorded = await useCases.recordResponses(command);
  return { body: recorded, headers: versionTag(recorded) };
});

app.http(call.name, { ...toTrigger(call), handler: recordResponses });
