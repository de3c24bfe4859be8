import { app } from '@azure/functions';
import { giveFeedback as call } from './contract/sessions.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { relocateFaults } from './pipeline/relocateFaults.ts';
import { toTrigger } from './pipeline/toTrigger.ts';
import { versionTag } from './pipeline/versionTag.ts';

export const giveFeedback = createHandler(call, async (received) => {
  const { useCases, tenantId, parameters, body, repeatable, timing } = received;
  const feedback = Array.isArray(body) ? body : [body];
  const given = useCases.giveFeedback({ tenantId, ...parameters, feedback, ...repeatable, timing });
  const result = await relocateFaults(given, ({ path }) => (Array.isArray(body) ? path : path.replace(/^\/0/, '')));
  return { body: result, headers: versionTag(result) };
});

app.http(call.name, { ...toTrigger(call), handler: giveFeedback });
