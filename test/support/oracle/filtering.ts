import type { Attribute, Question } from '../../../shared/domain/catalog/schema.ts';
import { countPlans, type Offered } from './offered.ts';
import type { Situation } from './situation.ts';
import { boundsOf, elementsOf, numberOf, optionsOf, valueOf, type GivenAnswer, type KnownValue } from './values.ts';

/** An effective answer to a filter question whose column is bound. */
export interface Filter {
  question: Question;
  column: Attribute;
  answer: GivenAnswer;
}

export function filtersOf(situation: Situation): Filter[] {
  const filters: Filter[] = [];
  for (const question of situation.catalog.questions) {
    const column = situation.columns.get(question.id);
    const answer = situation.answers.get(question.id);
    if (question.effect === 'filter' && column !== undefined && answer !== undefined) {
      filters.push({ question, column, answer });
    }
  }
  return filters;
}

/** All that passes every filter. Once nothing is needed any more, a plan is in it at most once. */
export function fittingOffers(situation: Situation): Offered[] {
  const filters = filtersOf(situation);
  return situation.offered.filter((offer) => filters.every((filter) => passes(filter, offer)));
}

/** How many plans would fit if every filter said `unknown: include`. */
export function countWithUnknown(situation: Situation): number {
  const filters = filtersOf(situation);
  const fits = (offer: Offered) =>
    filters.every((filter) => valueOf(offer, filter.column.id) === null || passes(filter, offer));
  return countPlans(situation.offered.filter(fits));
}

export function passes(filter: Filter, offer: Offered): boolean {
  const value = valueOf(offer, filter.column.id);
  return value === null ? filter.question.unknown === 'include' : knownPasses(filter, value);
}

function knownPasses({ question, answer }: Filter, value: KnownValue): boolean {
  switch (question.kind) {
    case 'single':
      return elementsOf(value).includes(optionsOf(answer)[0]!);
    case 'multiple': {
      const held = elementsOf(value);
      const chosen = optionsOf(answer);
      if (question.match === 'all') return chosen.every((option) => held.includes(option));
      if (question.match === 'none') return !chosen.some((option) => held.includes(option));
      return chosen.some((option) => held.includes(option));
    }
    case 'boolean':
      return value === answer;
    case 'number': {
      if (question.compare === 'atMost') return numberOf(value) <= numberOf(answer);
      if (question.compare === 'atLeast') return numberOf(value) >= numberOf(answer);
      return value === answer;
    }
    case 'range': {
      const { min, max } = boundsOf(answer);
      return (min === undefined || numberOf(value) >= min) && (max === undefined || numberOf(value) <= max);
    }
  }
}
