import type { FitCounts } from './columnCounts.ts';
import type { NumberCounts } from './counts.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { valueAt } from './planCards.ts';
import type { Column } from './columns.ts';
import { boundsOf } from './filterMask.ts';
import type { Resolved } from './resolve.ts';
import type { Answer, Reason } from './schema.ts';
import { utilityOf, type ScoreTerm } from './terms.ts';

/** From this utility on a value is said to match. */
const MATCHES_FROM = 0.5;

/** Explains rows of one answer: what holds for all rows is looked up once per term. */
export interface Explainer {
  /** One reason for each counting term, in term order. */
  explain(row: number): Reason[];
}

export function createExplainer(
  catalog: CompiledCatalog,
  resolved: Resolved,
  total: number,
  counts: FitCounts,
): Explainer {
  const limits = upperLimits(resolved);
  const parts = resolved.terms.map((term) => ({
    term,
    questionId: term.question?.question.id ?? null,
    best: total > 1 ? bestValue(catalog, term.column, counts) : null,
    limit: limits.get(term.column) ?? null,
  }));
  return {
    explain: (row) =>
      parts.map(({ term, questionId, best, limit }) => {
        const utility = utilityOf(term, row);
        const known = utility === utility;
        return {
          ...(known ? judge(term, row, utility, best, limit) : { code: 'unknown' as const, params: {} }),
          questionId,
          attribute: term.column.attribute.id,
          contribution: known && resolved.weightSum > 0 ? (term.weight * utility) / resolved.weightSum : 0,
        };
      }),
  };
}

function judge(
  term: ScoreTerm,
  row: number,
  utility: number,
  best: number | null,
  limit: number | null,
): Pick<Reason, 'code' | 'params'> {
  const value = valueAt(term.column, row);
  if (best !== null && value === best) return { code: 'best_in', params: { value } };
  if (limit !== null) return { code: 'within_budget', params: { limit, value } };
  const params: Reason['params'] = term.question === null ? { value } : { value, answer: term.answer as Answer };
  return { code: utility >= MATCHES_FROM ? 'matches' : 'trade_off', params };
}

/** The best known value among the fitting plans; null where the attribute has no better direction or none is known. */
function bestValue(catalog: CompiledCatalog, column: Column, counts: FitCounts): number | null {
  const { better } = column.attribute;
  if (column.kind !== 'number' || better === undefined || better === 'none') return null;
  const { known, min, max } = counts.of(catalog.columns.indexOf(column)) as NumberCounts;
  return known === 0 ? null : better === 'lower' ? min : max;
}

/** The smallest upper limit that an effective filter sets on each column. */
function upperLimits(resolved: Resolved): Map<Column, number> {
  const limits = new Map<Column, number>();
  for (const filter of resolved.filters) {
    const { kind, compare } = filter.question.question;
    if (kind !== 'range' && compare !== 'atMost') continue;
    const { max } = boundsOf(filter);
    if (max < (limits.get(filter.column) ?? Infinity)) limits.set(filter.column, max);
  }
  return limits;
}
