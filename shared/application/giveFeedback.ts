import { findPlan } from '../domain/engine/findPlan.ts';
import { AppError, type Fault } from '../domain/errors.ts';
import { commit } from '../domain/session/commit.ts';
import { decideFeedback, decideRepeat } from '../domain/session/decide.ts';
import { toTraceparent } from '../messaging/traceContext.ts';
import type { ActiveCatalog } from './catalogSnapshots.ts';
import { catalogOf, type Change, type ChangeSession, type SessionDependencies } from './changeSession.ts';
import { throwFaults } from './checkQuestionnaire.ts';
import { toRepeatableRequest } from './repeatableRequest.ts';
import type { Feedback, UseCases } from './useCases.ts';

export function createGiveFeedback(deps: SessionDependencies, changeSession: ChangeSession): UseCases['giveFeedback'] {
  const { clock } = deps;

  return async function giveFeedback(command) {
    const { feedback } = command;
    const request = toRepeatableRequest('giveFeedback', command, feedback);
    const traceparent = toTraceparent(command.traceparent);

    return changeSession(command, async (session): Promise<Change<{ version: number }>> => {
      if (request !== undefined) {
        const repeat = decideRepeat(session.idempotency, request);
        if (repeat.outcome === 'keyReused') throw new AppError('idempotency_mismatch');
        if (repeat.outcome === 'repeated') return { result: { version: repeat.version } };
      }
      const active = await catalogOf(deps, session, command);
      throwFaults('invalid_request', unknownPlanFaults(active, feedback));
      const occasion = { nowMs: clock.nowMs(), traceparent };
      const { events } = decideFeedback(session, feedback, occasion);
      if (events.length === 0) return { result: { version: session.version } };
      const change = { events, ...(request !== undefined && { request: { ...request, status: 200 } }) };
      const outcome = commit(session, change, occasion);
      if (outcome.outcome === 'full') throw new AppError('session_full');
      return { document: outcome.session, result: { version: outcome.session.version } };
    });
  };
}

/** Paths are `/<place in the array>/planId`. */
function unknownPlanFaults({ compiled }: ActiveCatalog, feedback: readonly Feedback[]): Fault[] {
  return feedback.flatMap(({ planId }, index) =>
    findPlan(compiled, planId) === undefined
      ? [{ path: `/${index}/planId`, code: 'unknown_plan', message: 'is not a plan of the active version' }]
      : [],
  );
}
