import type { Answer } from '../engine/schema.ts';
import { isSameAnswer, storedAnswer, toStoredAnswer } from './answers.ts';
import type { SessionState } from './evolve.ts';
import type { Feedback, FeedbackGiven, RememberedRequest, ResponseRecorded, Session, SessionEvent } from './session.ts';

/** When and for which request something happens: the domain itself knows neither clock nor caller. */
export interface Occasion {
  /** Milliseconds since 1970. */
  nowMs: number;
  traceparent: string;
}

export interface RecordResponses {
  /** Answers by question id; no answer (null, [], {}) takes the response away. */
  changes: Readonly<Record<string, Answer>>;
  /** Refuse when a response changed after this version. */
  expectedVersion?: number;
}

export type ResponsesDecision =
  /** `events` is empty when every answer equals the stored one. */
  { outcome: 'accepted'; events: ResponseRecorded[] } | { outcome: 'versionMismatch'; changedAt: number };

export function decideResponses(
  state: SessionState & Pick<Session, 'events'>,
  command: RecordResponses,
  occasion: Occasion,
): ResponsesDecision {
  if (command.expectedVersion !== undefined) {
    const changedAt = lastResponseVersion(state.events);
    if (changedAt > command.expectedVersion) return { outcome: 'versionMismatch', changedAt };
  }
  const at = new Date(occasion.nowMs).toISOString();
  const events = Object.entries(command.changes)
    .map(([questionId, answer]) => ({ questionId, answer: toStoredAnswer(answer) }))
    .filter(({ questionId, answer }) => !isSameAnswer(storedAnswer(state.responses, questionId), answer))
    .map((change, index): ResponseRecorded => ({
      type: 'response.recorded',
      ...change,
      sequence: state.sequence + index + 1,
      version: state.version + index + 1,
      at,
      traceparent: occasion.traceparent,
    }));
  return { outcome: 'accepted', events };
}

/** Every feedback is recorded, also a second one of the same kind: it happened again. */
export function decideFeedback(
  state: SessionState,
  feedback: readonly Feedback[],
  occasion: Occasion,
): { outcome: 'accepted'; events: FeedbackGiven[] } {
  const at = new Date(occasion.nowMs).toISOString();
  const { traceparent } = occasion;
  let { sequence, version } = state;
  const events = feedback.map(({ type, planId }): FeedbackGiven => {
    sequence++;
    if (type !== 'viewed') version++;
    return { type: 'feedback.given', feedback: { type, planId }, sequence, version, at, traceparent };
  });
  return { outcome: 'accepted', events };
}

export type RepeatDecision =
  | { outcome: 'new' }
  | { outcome: 'repeated'; status: number; version: number }
  /** The key came with another request before. */
  | { outcome: 'keyReused' };

export function decideRepeat(
  remembered: readonly RememberedRequest[],
  request: Pick<RememberedRequest, 'key' | 'digest'>,
): RepeatDecision {
  const known = remembered.find(({ key }) => key === request.key);
  if (known === undefined) return { outcome: 'new' };
  if (known.digest !== request.digest) return { outcome: 'keyReused' };
  return { outcome: 'repeated', status: known.status, version: known.version };
}

/** Version at which a response changed last; 0 when none ever did. */
function lastResponseVersion(events: readonly SessionEvent[]): number {
  return events.findLast(({ type }) => type === 'response.recorded')?.version ?? 0;
}
