import { checkRequest } from '../domain/engine/checkRequest.ts';
import { storedAnswer } from '../domain/session/answers.ts';
import type { Session } from '../domain/session/session.ts';
import { catalogOf, readSession, type SessionDependencies } from './changeSession.ts';
import type { UseCases } from './useCases.ts';

/** Reads and looks only: for a request that is refused anyway, so that its caller learns of all its faults at once. */
export function createCheckAnswers(deps: SessionDependencies): UseCases['checkAnswers'] {
  return async function checkAnswers(command) {
    if (!('sessionId' in command)) {
      const { compiled } = await deps.snapshots.current(command.tenantId, command.catalogId);
      return checkRequest(compiled, command.answers);
    }
    const { session } = await readSession(deps, command);
    const { compiled } = await catalogOf(deps, session, command);
    const { responses = {} } = command.answers;
    return checkRequest(compiled, { ...command.answers, responses: withoutRemovals(responses, session) });
  };
}

/** Taking away a stored response is right also when the active version no longer knows its question. */
function withoutRemovals(responses: Readonly<Record<string, unknown>>, session: Session): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(responses).filter(
      ([questionId, answer]) => answer !== null || storedAnswer(session.responses, questionId) === null,
    ),
  );
}
