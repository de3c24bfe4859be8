import { planNumber, type CompiledCatalog } from './compiledCatalog.ts';
import { fitOf, passMarket, scoreFit } from './evaluate.ts';
import { boundsOf, passes } from './filterMask.ts';
import { isRequired, marketOf, planOf, standingRow } from './markets.ts';
import { countOverMarkets } from './neededCounts.ts';
import { valueAt } from './planCards.ts';
import { answersOf } from './recommend.ts';
import { needsOf, resolve, type FilterTerm, type Resolved } from './resolve.ts';
import type { WhyNot, WhyNotRequest } from './schema.ts';
import { addTerm } from './terms.ts';

/** Why a plan is not in the list, and where it would stand if it were; undefined when there is no such plan. */
export function explainWhyNot(catalog: CompiledCatalog, request: WhyNotRequest): WhyNot | undefined {
  const plan = planNumber(catalog, request.planId);
  if (plan < 0) return undefined;
  const resolved = resolve(catalog, answersOf(catalog, request));
  const offers = offersOf(catalog, plan);
  const { failing, fits } = judge(catalog, resolved, offers);
  const { markets } = catalog;
  const standing =
    markets !== null && needsOf(catalog, resolved).length > 0
      ? { rank: null, total: countOverMarkets(catalog, markets, resolved, []).total }
      : rankOf(catalog, resolved, plan);
  return { planId: request.planId, fits, failing, ...standing };
}

/** Tells of each plan whether it fits these responses, wherever it is offered; false when there is no such plan. */
export function createFitCheck(
  catalog: CompiledCatalog,
  request: Pick<WhyNotRequest, 'responses' | 'fixed'>,
): (planId: string) => boolean {
  const resolved = resolve(catalog, answersOf(catalog, request));
  return (planId) => {
    const plan = planNumber(catalog, planId);
    return plan >= 0 && judge(catalog, resolved, offersOf(catalog, plan)).fits;
  };
}

function offersOf(catalog: CompiledCatalog, plan: number): readonly number[] {
  if (catalog.markets === null) return [plan];
  const { rows, starts } = catalog.offersByPlan();
  return Array.from(rows.subarray(starts[plan], starts[plan + 1]));
}

/**
 * The first response that none of the plan's offers passes which pass all before it: the required ones come first, then
 * the others, both in questionnaire order. Of a plan that is offered nowhere only a required one can say so.
 */
function judge(
  catalog: CompiledCatalog,
  { filters }: Resolved,
  offers: readonly number[],
): Pick<WhyNot, 'failing' | 'fits'> {
  const required = filters.filter(({ question }) => isRequired(catalog, question.index));
  const others = offers.length === 0 ? [] : filters.filter(({ question }) => !isRequired(catalog, question.index));
  let left = offers;
  for (const filter of [...required, ...others]) {
    const passing = left.filter((row) => passes(filter, row));
    if (passing.length === 0) return { fits: false, failing: describeFailure(filter, left) };
    left = passing;
  }
  return { fits: left.length > 0, failing: null };
}

function describeFailure(filter: FilterTerm, rows: readonly number[]): NonNullable<WhyNot['failing']> {
  const { column, question } = filter;
  const values = rows.map((row) => valueAt(column, row));
  const isShared = new Set(values.map((value) => JSON.stringify(value))).size === 1;
  const distances = values.filter((value) => typeof value === 'number').map((x) => distanceTo(boundsOf(filter), x));
  return {
    questionId: question.question.id,
    attribute: column.attribute.id,
    value: isShared ? values[0]! : null,
    distance: distances.length === 0 ? null : distances.reduce((least, x) => Math.min(least, x)),
  };
}

/** How far x is from the nearest value that would pass, in the attribute's unit. */
function distanceTo({ min, max }: { min: number; max: number }, x: number): number {
  return x < min ? min - x : Math.max(0, x - max);
}

/** Where the plan stands among those that fit, or would if it did. */
function rankOf(catalog: CompiledCatalog, resolved: Resolved, plan: number): { rank: number; total: number } {
  const fit = fitOf(passMarket(catalog, marketOf(catalog, resolved), resolved, []), 0);
  scoreFit(resolved, fit);
  const own = new Float64Array(1);
  const row = standingRow(catalog, resolved, plan);
  for (const term of resolved.terms) addTerm(term, Uint32Array.of(row), 1, own);
  const score = resolved.weightSum === 0 ? 0 : own[0]! / resolved.weightSum;
  let rank = 1;
  for (let i = 0; i < fit.total; i++) {
    if (fit.scores[i]! > score || (fit.scores[i] === score && planOf(catalog, fit.rows[i]!) < plan)) rank++;
  }
  return { rank, total: fit.total };
}
