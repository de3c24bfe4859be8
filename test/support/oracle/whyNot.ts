import type { Catalog } from '../../../shared/domain/catalog/schema.ts';
import type { WhyNot, WhyNotRequest } from '../../../shared/domain/engine/schema.ts';
import { filtersOf, fittingOffers, passes, type Filter } from './filtering.ts';
import { countPlans, standingFor, type Offered } from './offered.ts';
import { byScore, termsOf } from './ranking.ts';
import { toPlainRequest } from './request.ts';
import { readSituation, type Situation } from './situation.ts';
import { boundsOf, numberOf, valueOf, type KnownValue } from './values.ts';

/** Without a market there is no order, so no rank in it. */
export type InterpretedWhyNot = Omit<WhyNot, 'rank'> & { rank: number | null };

export function interpretWhyNot(catalog: Catalog, request: WhyNotRequest): InterpretedWhyNot | undefined {
  const { planId } = request;
  const situation = readSituation(catalog, toPlainRequest(request));
  const standing = standingFor(situation, planId);
  if (standing === undefined) return undefined;
  const fitting = fittingOffers(situation);
  const others = fitting.filter((other) => other.planId !== planId);
  const ranked = byScore(catalog, termsOf(situation), [...others, standing]);
  return {
    planId,
    fits: fitting.some((offer) => offer.planId === planId),
    failing: firstFailure(situation, planId),
    rank: situation.needs.length > 0 ? null : ranked.indexOf(standing) + 1,
    total: countPlans(fitting),
  };
}

/**
 * The first response that none of the plan's offers passes which pass all before it: the required ones come first, then
 * the others, both in questionnaire order. Of a plan that is offered nowhere only a required one can say so.
 */
function firstFailure(situation: Situation, planId: string): WhyNot['failing'] {
  const required = situation.catalog.offers?.requires ?? [];
  const isRequired = ({ question }: Filter) => required.includes(question.id);
  const filters = filtersOf(situation);
  let left = situation.offered.filter((offer) => offer.planId === planId);
  const others = left.length === 0 ? [] : filters.filter((filter) => !isRequired(filter));
  for (const filter of [...filters.filter(isRequired), ...others]) {
    const passing = left.filter((offer) => passes(filter, offer));
    if (passing.length === 0) return describeFailure(filter, left);
    left = passing;
  }
  return null;
}

/** `left` fail the filter: the value they share, and how far the nearest of them is from passing. */
function describeFailure(filter: Filter, left: Offered[]): NonNullable<WhyNot['failing']> {
  const { question, column } = filter;
  const values = left.map((offer) => valueOf(offer, column.id));
  const isShared = new Set(values.map((value) => JSON.stringify(value))).size === 1;
  const distances = values.map((value) => distanceToPassing(filter, value)).filter((distance) => distance !== null);
  return {
    questionId: question.id,
    attribute: column.id,
    value: isShared ? values[0]! : null,
    distance: distances.length === 0 ? null : Math.min(...distances),
  };
}

function distanceToPassing({ question, answer }: Filter, value: KnownValue | null): number | null {
  if (typeof value !== 'number') return null;
  if (question.kind === 'number') return Math.abs(value - numberOf(answer));
  const { min, max } = boundsOf(answer);
  return min !== undefined && value < min ? min - value : value - max!;
}
