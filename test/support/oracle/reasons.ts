import type { Attribute } from '../../../shared/domain/catalog/schema.ts';
import type { Reason } from '../../../shared/domain/engine/schema.ts';
import { knownNumbers } from './facets.ts';
import { filtersOf, fittingOffers } from './filtering.ts';
import { countPlans, type Offered } from './offered.ts';
import { sumOfWeights, termsOf, utilityOf, type Term } from './ranking.ts';
import type { Situation } from './situation.ts';
import { boundsOf, numberOf, valueOf, type KnownValue } from './values.ts';

/** One reason for each counting term, in term order. */
export function reasonsOf(situation: Situation, plan: Offered): Reason[] {
  const terms = termsOf(situation);
  const weights = sumOfWeights(terms);
  return terms.map((term) => {
    const utility = utilityOf(situation.catalog, term, plan);
    return {
      ...codeAndParams(situation, term, utility, valueOf(plan, term.column.id)),
      questionId: term.question?.id ?? null,
      attribute: term.column.id,
      contribution: weights === 0 ? 0 : (term.weight * utility) / weights,
    };
  });
}

function codeAndParams(
  situation: Situation,
  term: Term,
  utility: number,
  value: KnownValue | null,
): Pick<Reason, 'code' | 'params'> {
  if (value === null) return { code: 'unknown', params: {} };
  if (isBest(situation, term.column, value)) return { code: 'best_in', params: { value } };
  const limit = limitOn(situation, term.column);
  if (limit !== undefined) return { code: 'within_budget', params: { limit, value } };
  const params: Reason['params'] = term.answer === undefined ? { value } : { value, answer: term.answer };
  return { code: utility >= 0.5 ? 'matches' : 'trade_off', params };
}

/** Whether several plans fit and none of them has a better value than this one. */
function isBest(situation: Situation, column: Attribute, value: KnownValue): boolean {
  if (column.type !== 'number' || (column.better !== 'lower' && column.better !== 'higher')) return false;
  const fitting = fittingOffers(situation);
  if (countPlans(fitting) <= 1) return false;
  return !knownNumbers(fitting, column).some(({ number }) => isBetter(column, number, numberOf(value)));
}

export function isBetter(column: Attribute, a: number, b: number): boolean {
  return column.better === 'lower' ? a < b : column.better === 'higher' && a > b;
}

/** The lowest upper limit that an effective filter sets on the attribute; every fitting plan keeps to it. */
function limitOn(situation: Situation, column: Attribute): number | undefined {
  const limits = filtersOf(situation)
    .filter((filter) => filter.column.id === column.id)
    .map(({ question, answer }) => {
      if (question.kind === 'range') return boundsOf(answer).max;
      return question.compare === 'atMost' ? numberOf(answer) : undefined;
    });
  return limits.filter((limit) => limit !== undefined).sort((a, b) => a - b)[0];
}
