import { rowOf, type CompiledCatalog } from './compiledCatalog.ts';
import { valueAt } from './planCards.ts';
import { fitOf, liveRows, maskOf, passFilters, scoreFit } from './evaluate.ts';
import { boundsOf } from './filterMask.ts';
import { answersOf } from './recommend.ts';
import { resolve, type FilterTerm } from './resolve.ts';
import type { WhyNot, WhyNotRequest } from './schema.ts';
import { addTerm } from './terms.ts';
import { hasBit } from './workspace.ts';

/** Why a plan is not in the list, and where it would stand if it were; undefined when there is no such plan. */
export function explainWhyNot(catalog: CompiledCatalog, request: WhyNotRequest): WhyNot | undefined {
  const row = rowOf(catalog, request.planId);
  if (row < 0) return undefined;
  const resolved = resolve(catalog, answersOf(catalog, request));
  const pass = passFilters(catalog, resolved.filters, liveRows(catalog, []));
  const failing = resolved.filters.find((_, n) => !hasBit(pass.workspace.words, maskOf(pass.workspace, n), row));
  const fit = fitOf(pass, 0);
  scoreFit(resolved, fit);
  const own = new Float64Array(1);
  for (const term of resolved.terms) addTerm(term, Uint32Array.of(row), 1, own);
  const score = resolved.weightSum === 0 ? 0 : own[0]! / resolved.weightSum;
  let rank = 1;
  for (let i = 0; i < fit.total; i++) {
    if (fit.scores[i]! > score || (fit.scores[i] === score && fit.rows[i]! < row)) rank++;
  }
  return {
    planId: request.planId,
    fits: failing === undefined,
    failing: failing === undefined ? null : describeFailure(failing, row),
    rank,
    total: fit.total,
  };
}

function describeFailure(filter: FilterTerm, row: number): NonNullable<WhyNot['failing']> {
  const { column, question } = filter;
  const value = valueAt(column, row);
  return {
    questionId: question.question.id,
    attribute: column.attribute.id,
    value,
    distance: typeof value === 'number' ? distanceTo(boundsOf(filter), value) : null,
  };
}

/** How far x is from the nearest value that would pass, in the attribute's unit. */
function distanceTo({ min, max }: { min: number; max: number }, x: number): number {
  return x < min ? min - x : Math.max(0, x - max);
}
