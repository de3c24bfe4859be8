import type { Answer, Responses } from '../engine/schema.ts';
import { toGiven } from '../questionnaire/answers.ts';

/** The answer in the one form that is stored: options once each, range ends that are there, no -0; null: no answer. */
export function toStoredAnswer(answer: Answer): Answer {
  return toGiven(answer) as Answer;
}

/** The stored answer to a question, null when there is none. Safe for ids that `Object.prototype` has too. */
export function storedAnswer(responses: Responses, questionId: string): Answer {
  return Object.hasOwn(responses, questionId) ? responses[questionId]! : null;
}

/** Whether two stored answers say the same: options in any order are the same choice. */
export function isSameAnswer(a: Answer, b: Answer): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    const chosen = new Set(a);
    return b.every((option) => chosen.has(option));
  }
  return a.min === b.min && a.max === b.max;
}
