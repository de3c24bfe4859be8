import type { PanelPlan } from '../panel/plans.ts';
import type { PanelSession } from '../panel/sessions.ts';
import { FACET_OPTIONS, facetColumns } from '../panel/columns.ts';

/** The complete answer, in the one form in which all engines are compared. */
export interface PanelResult {
  total: number;
  /** The best twenty by score, ties by plan id. */
  planIds: string[];
  /** Plans per option of the facet questions, question after question, options in the order of their column. */
  counts: number[];
}

export const TOP_PLANS = 20;

/** One contender. What `answer` returns is its own affair; `toResult` (never timed) brings it into the common form. */
export interface PanelEngine<Raw = unknown> {
  answer(session: PanelSession): Raw;
  toResult(raw: Raw): PanelResult;
}

/** Builds a contender from plans that are read once, in any order. */
export type BuildEngine = (plans: Iterable<PanelPlan>) => PanelEngine;

/** Where the options of each facet question begin in `counts`. */
export const facetOffsets: ReadonlyMap<string, number> = new Map(
  facetColumns.map((column, place) => [
    column.id,
    facetColumns.slice(0, place).reduce((sum, { values }) => sum + values.length, 0),
  ]),
);

export const createCounts = (): number[] => new Array<number>(FACET_OPTIONS).fill(0);

/** The first difference between two results, or undefined. */
export function findDifference(expected: PanelResult, actual: PanelResult): string | undefined {
  if (expected.total !== actual.total) return `total ${expected.total} against ${actual.total}`;
  const place = expected.planIds.findIndex((planId, index) => planId !== actual.planIds[index]);
  if (place !== -1 || expected.planIds.length !== actual.planIds.length) {
    return `plans ${expected.planIds.join()} against ${actual.planIds.join()}`;
  }
  for (const column of facetColumns) {
    const offset = facetOffsets.get(column.id)!;
    for (const [rank, value] of column.values.entries()) {
      const wanted = expected.counts[offset + rank];
      const given = actual.counts[offset + rank];
      if (wanted !== given) return `count of ${column.id} = ${value}: ${wanted ?? 'none'} against ${given ?? 'none'}`;
    }
  }
  return undefined;
}
