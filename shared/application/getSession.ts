import { catalogOf, readSession, type SessionDependencies } from './changeSession.ts';
import { answerSession } from './sessionAnswer.ts';
import type { UseCases } from './useCases.ts';

export function createGetSession(deps: SessionDependencies): UseCases['getSession'] {
  return async function getSession(command) {
    const { session } = await readSession(deps, command);
    const active = await catalogOf(deps, session, command);
    const { shortlist, ignoredResponses } = answerSession(deps.clock, active, session, command.timing);
    const { sessionId, catalogId, userId, version, responses, feedback } = session;
    return { sessionId, catalogId, userId, version, responses, feedback, ignoredResponses, shortlist };
  };
}
