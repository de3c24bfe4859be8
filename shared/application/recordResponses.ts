import { checkResponses } from '../domain/engine/checkRequest.ts';
import type { Responses } from '../domain/engine/schema.ts';
import { AppError } from '../domain/errors.ts';
import { storedAnswer, toStoredAnswer } from '../domain/session/answers.ts';
import { commit } from '../domain/session/commit.ts';
import { decideRepeat, decideResponses } from '../domain/session/decide.ts';
import { responsesAt } from '../domain/session/evolve.ts';
import type { Session } from '../domain/session/session.ts';
import { toTraceparent } from '../messaging/traceContext.ts';
import type { ActiveCatalog } from './catalogSnapshots.ts';
import { catalogOf, type Change, type ChangeSession, type SessionDependencies } from './changeSession.ts';
import { throwFaults } from './checkQuestionnaire.ts';
import { toRepeatableRequest } from './repeatableRequest.ts';
import { answerSession } from './sessionAnswer.ts';
import { timedSync } from './timing.ts';
import type { RecordResponses, UseCases } from './useCases.ts';

interface Recorded {
  active: ActiveCatalog;
  version: number;
  responses: Responses;
}

export function createRecordResponses(
  deps: SessionDependencies,
  changeSession: ChangeSession,
): UseCases['recordResponses'] {
  const { clock } = deps;

  return async function recordResponses(command) {
    const request = toRepeatableRequest('recordResponses', command, command.changes);
    const traceparent = toTraceparent(command.traceparent);

    const recorded = await changeSession(command, async (session): Promise<Change<Recorded>> => {
      const active = await catalogOf(deps, session, command);
      if (request !== undefined) {
        const repeat = decideRepeat(session.idempotency, request);
        if (repeat.outcome === 'keyReused') throw new AppError('idempotency_mismatch');
        if (repeat.outcome === 'repeated') {
          const { version } = repeat;
          return { result: { active, version, responses: responsesAt(session.events, version) } };
        }
      }
      timedSync(clock, command.timing, 'engine', () => checkChanges(active, session, command));
      const occasion = { nowMs: clock.nowMs(), traceparent };
      const decision = decideResponses(session, command, occasion);
      if (decision.outcome === 'versionMismatch') {
        throw new AppError('version_mismatch', { detail: `A response changed at version ${decision.changedAt}` });
      }
      if (decision.events.length === 0 && request === undefined) return { result: { active, ...stateOf(session) } };
      const change = {
        events: decision.events,
        activation: active.activation,
        ...(request !== undefined && { request: { ...request, status: 200 } }),
      };
      const outcome = commit(session, change, occasion);
      if (outcome.outcome === 'full') throw new AppError('session_full');
      return { document: outcome.session, result: { active, ...stateOf(outcome.session) } };
    });

    const { shortlist } = answerSession(clock, recorded.active, recorded, command.timing);
    return { version: recorded.version, shortlist };
  };
}

const stateOf = ({ version, responses }: Session): Pick<Session, 'version' | 'responses'> => ({ version, responses });

/** Every change must fit the active version; only taking away a response the version no longer knows is always right. */
function checkChanges(active: ActiveCatalog, session: Session, { changes }: RecordResponses): void {
  const checked = Object.entries(changes).filter(
    ([questionId, answer]) => toStoredAnswer(answer) !== null || storedAnswer(session.responses, questionId) === null,
  );
  const allChecked = checked.length === Object.keys(changes).length;
  const responses = allChecked ? changes : Object.fromEntries(checked);
  throwFaults('invalid_responses', checkResponses(active.compiled, responses, '/responses'));
}
