import { app } from '@azure/functions';
import type { Fault } from '../../shared/domain/errors.ts';
import { recordResponse as call } from './contract/sessions.ts';
import { createHandler } from './pipeline/createHandler.ts';
import { relocateFaults } from './pipeline/relocateFaults.ts';
import { toTrigger } from './pipeline/toTrigger.ts';
import { versionTag } from './pipeline/versionTag.ts';

export const recordResponse = createHandler(call, async (received) => {
  const { useCases, tenantId, parameters, body, repeatable, precondition, timing } = received;
  const { sessionId, questionId } = parameters;
  // Computed keys define an own property, also for `__proto__`.
  const changes = { [questionId]: body.answer };
  const command = { tenantId, sessionId, changes, ...repeatable, ...precondition, timing };
  const recorded = await relocateFaults(useCases.recordResponses(command), toPlaceInBody);
  return { body: recorded, headers: versionTag(recorded) };
});

/** The use case knows the question by its id; here that stands in the address, and only the answer in the body. */
function toPlaceInBody({ code }: Fault): string {
  return code === 'unknown_question' ? '' : '/answer';
}

app.http(call.name, { ...toTrigger(call), handler: recordResponse });
