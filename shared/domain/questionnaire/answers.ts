import type { QuestionKind } from '../catalog/schema.ts';
import type { Answer } from '../engine/schema.ts';

/** An answer that is one, in its one form: options once each, range ends that are there, no -0. */
export type Given = string | number | boolean | readonly string[] | { readonly min?: number; readonly max?: number };

/** The given answer, or null when it is no answer (null, [], {}, a range without ends). The kind must have been checked. */
export function toGiven(answer: Answer | undefined): Given | null {
  if (answer === null || answer === undefined) return null;
  if (typeof answer === 'number') return answer + 0;
  if (typeof answer !== 'object') return answer;
  if (Array.isArray(answer)) return answer.length === 0 ? null : distinct(answer);
  const { min, max } = answer;
  const hasMin = min !== null && min !== undefined;
  const hasMax = max !== null && max !== undefined;
  if (hasMin) return hasMax ? { min: min + 0, max: max + 0 } : { min: min + 0 };
  return hasMax ? { max: max + 0 } : null;
}

/** Most answers name few options, none of them twice: no set is needed to see that. */
function distinct(options: readonly string[]): readonly string[] {
  const few = options.length <= 8 && options.every((option, place) => options.indexOf(option) === place);
  return few ? options : [...new Set(options)];
}

/** The options of an answer: one for `single`, `boolean` and a number; none for a range. */
export function optionsOf(answer: Given): readonly string[] {
  if (typeof answer === 'string') return [answer];
  if (typeof answer !== 'object') return [String(answer)];
  return isOptions(answer) ? answer : [];
}

/** `Array.isArray` that knows read-only arrays. */
export const isOptions = (answer: Given): answer is readonly string[] => Array.isArray(answer);

/** What is wrong with an answer to a question of this kind, or null. */
export function faultOf(kind: QuestionKind, answer: unknown): string | null {
  if (answer === null || isEmpty(answer)) return null;
  switch (kind) {
    case 'single':
      return typeof answer === 'string' ? null : 'must be a string, the value of one option';
    case 'multiple':
      return Array.isArray(answer) && answer.every((option) => typeof option === 'string')
        ? null
        : 'must be an array of strings, the values of the options';
    case 'number':
      return Number.isFinite(answer) ? null : 'must be a finite number';
    case 'boolean':
      return typeof answer === 'boolean' ? null : 'must be true or false';
    case 'range':
      return rangeFault(answer);
  }
}

/** [] and {} are no answer to any question. */
function isEmpty(answer: unknown): boolean {
  if (Array.isArray(answer)) return answer.length === 0;
  return typeof answer === 'object' && answer !== null && Object.keys(answer).length === 0;
}

function rangeFault(answer: unknown): string | null {
  const expected = 'must be a range: {"min": number, "max": number}, either of which may be left out';
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return expected;
  const { min = null, max = null, ...others } = answer as { min?: unknown; max?: unknown };
  if (Object.keys(others).length > 0) return expected;
  if ((min !== null && !Number.isFinite(min)) || (max !== null && !Number.isFinite(max))) return expected;
  return min !== null && max !== null && (min as number) > (max as number) ? 'must not have min above max' : null;
}
