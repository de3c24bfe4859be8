import type { Plan } from '../../../shared/domain/catalog/schema.ts';
import type { Answer } from '../../../shared/domain/engine/schema.ts';

export type KnownValue = string | number | boolean | string[];
export interface Bounds {
  min?: number;
  max?: number;
}
export type GivenAnswer = string | number | boolean | string[] | Bounds;

/** What a plan holds for an attribute; null is unknown. -0 reads as 0. */
export function valueOf(plan: Plan, attributeId: string): KnownValue | null {
  const values = plan.values ?? {};
  const value = Object.hasOwn(values, attributeId) ? values[attributeId] : null;
  return typeof value === 'number' ? plainZero(value) : (value ?? null);
}

/** The answer in its plainest form (options once each, absent ends left out), or undefined where it is no answer. */
export function toGivenAnswer(answer: Answer | undefined): GivenAnswer | undefined {
  if (answer === null || answer === undefined) return undefined;
  if (typeof answer === 'number') return plainZero(answer);
  if (typeof answer !== 'object') return answer;
  if (Array.isArray(answer)) return answer.length === 0 ? undefined : [...new Set(answer)];
  const bounds: Bounds = {};
  if (typeof answer.min === 'number') bounds.min = plainZero(answer.min);
  if (typeof answer.max === 'number') bounds.max = plainZero(answer.max);
  return bounds.min === undefined && bounds.max === undefined ? undefined : bounds;
}

/** A category is a set of one. */
export function elementsOf(value: KnownValue): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value;
  throw new Error('only categories and sets have elements');
}

/** The options an answer chooses. */
export function optionsOf(answer: GivenAnswer): string[] {
  if (typeof answer === 'string') return [answer];
  if (Array.isArray(answer)) return answer;
  throw new Error('only answers to single and multiple choose options');
}

export function numberOf(value: unknown): number {
  if (typeof value !== 'number') throw new Error('not a number');
  return value;
}

export function boundsOf(answer: GivenAnswer): Bounds {
  if (typeof answer !== 'object' || Array.isArray(answer)) throw new Error('not a range');
  return answer;
}

/** Ascending by UTF-16 code units. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function plainZero(value: number): number {
  return value === 0 ? 0 : value;
}
