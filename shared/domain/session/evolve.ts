import type { Answer, Responses } from '../engine/schema.ts';
import type { FeedbackGiven, ResponseRecorded, Session, SessionEvent } from './session.ts';

/** The state of a session that events change. */
export type SessionState = Pick<Session, 'version' | 'sequence' | 'responses' | 'feedback'>;

/** An event that adds to a session (its start and its erasure make and end the whole document). */
export type SessionChange = ResponseRecorded | FeedbackGiven;

export function evolve<State extends SessionState>(state: State, event: SessionChange): State {
  const { sequence, version } = event;
  switch (event.type) {
    case 'response.recorded':
      return { ...state, sequence, version, responses: withAnswer(state.responses, event.questionId, event.answer) };
    case 'feedback.given':
      return { ...state, sequence, version, feedback: [...state.feedback, { ...event.feedback, at: event.at }] };
  }
}

/** The responses as they stood when the session reached `version`. */
export function responsesAt(events: readonly SessionEvent[], version: number): Responses {
  return events
    .filter((event): event is ResponseRecorded => event.type === 'response.recorded' && event.version <= version)
    .reduce<Responses>((responses, { questionId, answer }) => withAnswer(responses, questionId, answer), {});
}

/** Rebuilt from entries: an id like `__proto__` is a key like any other, which assignment would not make of it. */
function withAnswer(responses: Responses, questionId: string, answer: Answer): Responses {
  if (answer !== null) return { ...responses, [questionId]: answer };
  return Object.fromEntries(Object.entries(responses).filter(([id]) => id !== questionId));
}
