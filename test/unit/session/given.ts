import type { Responses } from '../../../shared/domain/engine/schema.ts';
import { commit, startSession, type NewSession } from '../../../shared/domain/session/commit.ts';
import { decideFeedback, decideResponses, type Occasion } from '../../../shared/domain/session/decide.ts';
import type { Feedback, Session } from '../../../shared/domain/session/session.ts';

export const STARTED_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
export const LIFETIME_MS = 90 * 24 * 60 * 60 * 1000;
export const TRACEPARENT = '00-11111111111111111111111111111111-2222222222222222-01';

export function occasion(afterMs = 0): Occasion {
  return { nowMs: STARTED_MS + afterMs, traceparent: TRACEPARENT };
}

/** A session that started with these responses; throws when it does not fit the limits. */
export function startedWith(responses: Responses = {}, more: Partial<NewSession> = {}): Session {
  const outcome = startSession(
    {
      sessionId: 's1',
      tenantId: 't1',
      catalogId: 'mobile',
      userId: null,
      expiresAtMs: STARTED_MS + LIFETIME_MS,
      activation: 1,
      responses,
      ...more,
    },
    occasion(),
  );
  if (outcome.outcome === 'full') throw new Error('the session is full');
  return outcome.session;
}

export function afterResponses(session: Session, changes: Responses, when = occasion(1)): Session {
  const decision = decideResponses(session, { changes }, when);
  if (decision.outcome !== 'accepted') throw new Error(decision.outcome);
  return committed(commit(session, { events: decision.events }, when));
}

export function afterFeedback(session: Session, feedback: Feedback[], when = occasion(1)): Session {
  return committed(commit(session, { events: decideFeedback(session, feedback, when).events }, when));
}

function committed(outcome: ReturnType<typeof commit>): Session {
  if (outcome.outcome === 'full') throw new Error('the session is full');
  return outcome.session;
}

/** What a store makes of a document. */
export function stored<Document>(document: Document): Document {
  return JSON.parse(JSON.stringify(document)) as Document;
}
