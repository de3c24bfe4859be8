import type { Answer } from '../../shared/domain/engine/schema.ts';
import type { Feedback, SessionEvent } from '../../shared/domain/session/session.ts';

/** One thing a caller asks a session to record. */
export type Change = { questionId: string; answer: Answer } | Feedback;

/** What a session must hold, by all that its caller was told; answers as texts that are equal when they mean the same. */
export interface SessionModel {
  version: number;
  responses: ReadonlyMap<string, string>;
  /** As "type planId". */
  feedback: readonly string[];
  /** Every change that changed something, in order, with the version after it. */
  journal: readonly JournalEntry[];
}

export interface JournalEntry {
  version: number;
  /** "questionId=answer" or "type planId". */
  change: string;
}

/** Whether the version is this change's own: what was viewed leaves the version as it was. */
export function hasVersion({ change }: JournalEntry): boolean {
  return !change.startsWith('viewed ');
}

const NO_ANSWER = 'null';
export const emptySession: SessionModel = { version: 0, responses: new Map(), feedback: [], journal: [] };

/** The order in which options were chosen says nothing, nor does naming one twice; -0 is 0. */
export function meaningOf(answer: Answer): string {
  if (Array.isArray(answer)) return answer.length === 0 ? NO_ANSWER : JSON.stringify([...new Set(answer)].sort());
  if (typeof answer !== 'object' || answer === null) return JSON.stringify(answer);
  const { min = null, max = null } = answer;
  return min === null && max === null ? NO_ANSWER : JSON.stringify({ min, max });
}

export function withChanges(session: SessionModel, changes: readonly Change[]): SessionModel {
  return changes.reduce(withChange, session);
}

function withChange(session: SessionModel, change: Change): SessionModel {
  if ('planId' in change) {
    const given = `${change.type} ${change.planId}`;
    const version = session.version + (change.type === 'viewed' ? 0 : 1);
    const journal = [...session.journal, { version, change: given }];
    return { ...session, version, feedback: [...session.feedback, given], journal };
  }
  const { questionId } = change;
  const meaning = meaningOf(change.answer);
  if ((session.responses.get(questionId) ?? NO_ANSWER) === meaning) return session;
  const responses = new Map(session.responses);
  if (meaning === NO_ANSWER) responses.delete(questionId);
  else responses.set(questionId, meaning);
  const version = session.version + 1;
  return {
    ...session,
    version,
    responses,
    journal: [...session.journal, { version, change: `${questionId}=${meaning}` }],
  };
}

/** The state of a session as the API shows it or the store keeps it, or as its model has it: one text, to be compared. */
export function stateText(session: {
  version: number;
  responses: Readonly<Record<string, Answer>> | ReadonlyMap<string, string>;
  feedback: readonly (string | Feedback)[];
}): string {
  const { version, responses, feedback } = session;
  const answers =
    responses instanceof Map
      ? [...(responses as ReadonlyMap<string, string>)]
      : Object.entries(responses as Record<string, Answer>).map(([id, answer]) => [id, meaningOf(answer)]);
  const given = feedback.map((one) => (typeof one === 'string' ? one : `${one.type} ${one.planId}`));
  return JSON.stringify({ version, answers: answers.sort(), given });
}

/** A stored event as the model's journal has it; undefined for the start of a session, which changes nothing. */
export function toJournalEntry(event: SessionEvent): JournalEntry | undefined {
  const { version } = event;
  switch (event.type) {
    case 'response.recorded':
      return { version, change: `${event.questionId}=${meaningOf(event.answer)}` };
    case 'feedback.given':
      return { version, change: `${event.feedback.type} ${event.feedback.planId}` };
    case 'session.started':
      return undefined;
    case 'session.erased':
      return { version, change: 'erased' };
  }
}

/** The state that stored events lead to. */
export function foldEvents(events: readonly SessionEvent[]): SessionModel {
  const changes = events.flatMap((event): Change[] => {
    if (event.type === 'response.recorded') return [{ questionId: event.questionId, answer: event.answer }];
    return event.type === 'feedback.given' ? [event.feedback] : [];
  });
  return withChanges(emptySession, changes);
}
