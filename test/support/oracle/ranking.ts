import type { Attribute, Catalog, Curve, Question } from '../../../shared/domain/catalog/schema.ts';
import type { Offered } from './offered.ts';
import { columnOf, type Situation } from './situation.ts';
import {
  boundsOf,
  byCodeUnits,
  elementsOf,
  numberOf,
  optionsOf,
  valueOf,
  type GivenAnswer,
  type KnownValue,
} from './values.ts';

/** One part of the score. Ranking entries have neither question nor answer. */
export interface Term {
  question: Question | null;
  answer: GivenAnswer | undefined;
  column: Attribute;
  weight: number;
  curve: Curve;
}

export function termsOf(situation: Situation): Term[] {
  const { catalog, answers, columns } = situation;
  const terms: Term[] = [];
  for (const { weight = 1, curve, ...entry } of catalog.ranking ?? []) {
    const column = columnOf(catalog, answers, entry);
    if (column !== undefined) terms.push({ question: null, answer: undefined, column, weight, curve });
  }
  for (const question of catalog.questions) {
    const column = columns.get(question.id);
    const answer = answers.get(question.id);
    if (question.effect !== 'preference' || column === undefined || answer === undefined) continue;
    terms.push({ question, answer, column, weight: question.weight ?? 1, curve: question.curve! });
  }
  return terms;
}

export function sumOfWeights(terms: Term[]): number {
  return terms.reduce((sum, term) => sum + term.weight, 0);
}

export function scoreOf(catalog: Catalog, terms: Term[], plan: Offered): number {
  const weights = sumOfWeights(terms);
  if (weights === 0) return 0;
  return terms.reduce((sum, term) => sum + term.weight * utilityOf(catalog, term, plan), 0) / weights;
}

/** The plans by score, the highest first, equal scores by plan id. */
export function byScore(catalog: Catalog, terms: Term[], plans: Offered[]): Offered[] {
  const scored = plans.map((plan) => ({ plan, score: scoreOf(catalog, terms, plan) }));
  scored.sort((a, b) => b.score - a.score || byCodeUnits(a.plan.planId, b.plan.planId));
  return scored.map(({ plan }) => plan);
}

/** In [0, 1]; 0 where the value is unknown. */
export function utilityOf(catalog: Catalog, term: Term, plan: Offered): number {
  const value = valueOf(plan, term.column.id);
  return value === null ? 0 : knownUtility(catalog, term, value);
}

function knownUtility(catalog: Catalog, { question, answer, curve }: Term, value: KnownValue): number {
  switch (curve.kind) {
    case 'linear': {
      const share = (numberOf(value) - curve.from) / (curve.to - curve.from);
      return Math.min(1, Math.max(0, share));
    }
    case 'atMost':
      return numberOf(value) <= numberOf(answer) ? 1 : 0;
    case 'atLeast':
      return numberOf(value) >= numberOf(answer) ? 1 : 0;
    case 'target':
      return Math.max(0, 1 - distanceTo(answer!, numberOf(value)) / curve.width);
    case 'equals': {
      if (question === null) return value === (curve.value ?? true) ? 1 : 0;
      if (question.kind === 'single' || question.kind === 'multiple') {
        return commonOptions(answer!, value).length > 0 ? 1 : 0;
      }
      return value === answer ? 1 : 0;
    }
    case 'ordered': {
      const order = curve.order ?? declaredValues(catalog, question!);
      return Math.max(...optionsOf(answer!).map((option) => closeness(order, String(value), option)));
    }
    case 'overlap':
      return commonOptions(answer!, value).length / optionsOf(answer!).length;
  }
}

function commonOptions(answer: GivenAnswer, value: KnownValue): string[] {
  const held = elementsOf(value);
  return optionsOf(answer).filter((option) => held.includes(option));
}

/** How far a number is from the wished one, or from the nearer end of the wished range. */
function distanceTo(answer: GivenAnswer, x: number): number {
  if (typeof answer === 'number') return Math.abs(x - answer);
  const { min, max } = boundsOf(answer);
  if (min !== undefined && x < min) return min - x;
  if (max !== undefined && x > max) return x - max;
  return 0;
}

function declaredValues(catalog: Catalog, question: Question): string[] {
  const own = catalog.attributes.find((attribute) => attribute.id === question.attribute);
  return (own?.values ?? []).map(({ value }) => value);
}

function closeness(order: string[], value: string, option: string): number {
  const i = order.indexOf(value);
  const j = order.indexOf(option);
  if (i < 0 || j < 0) return 0;
  return order.length === 1 ? 1 : 1 - Math.abs(i - j) / (order.length - 1);
}
