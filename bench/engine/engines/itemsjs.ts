import itemsjs, { type SearchResult } from 'itemsjs';
import { testOf } from '../../panel/catalog.ts';
import { facetColumns, numberColumns } from '../../panel/columns.ts';
import type { PanelPlan } from '../../panel/plans.ts';
import type { PanelAnswer, PanelSession } from '../../panel/sessions.ts';
import { asEngine, createTest, rankPlans, toPlainPlans, type PlainPlan } from '../plainPlans.ts';
import { createCounts, facetOffsets, type PanelEngine } from '../panelEngine.ts';

type OptionAnswer = Exclude<PanelAnswer, { test: 'range' }>;
type RangeAnswer = Extract<PanelAnswer, { test: 'range' }>;

/** What itemsjs is told about the ranges: a function per plan, or the numbers (from 1) of the plans inside. */
type RangeFilter = { filter: (plan: PlainPlan) => boolean } | { _ids: number[] };
type CreateRangeFilter = (ranges: readonly RangeAnswer[]) => RangeFilter;

/** Ranges by the way its documentation gives, the `filter` function. */
export function build(source: Iterable<PanelPlan>): PanelEngine {
  return createEngine(toPlainPlans(source), (ranges) => {
    const tests = ranges.map(createTest);
    return { filter: (plan) => tests.every((test) => test(plan)) };
  });
}

/** Ranges found outside the library by scanning typed arrays: faster, but no longer its own work. */
export function buildWithForeignRanges(source: Iterable<PanelPlan>): PanelEngine {
  const plans = toPlainPlans(source);
  const columns = new Map(numberColumns.map(({ id }) => [id, Float64Array.from(plans, (plan) => plan[id] as number)]));
  return createEngine(plans, (ranges) => {
    const bounds = ranges.map(({ columnId, min, max }) => ({ values: columns.get(columnId)!, min, max }));
    const _ids: number[] = [];
    for (let row = 0; row < plans.length; row += 1) {
      if (bounds.every(({ values, min, max }) => values[row]! >= min && values[row]! <= max)) _ids.push(row + 1);
    }
    return { _ids };
  });
}

const MOST_OPTIONS = Math.max(...facetColumns.map(({ values }) => values.length));

/**
 * A faceted search library. Two things it does not do are done around it: the facet of a question that wants `all`
 * options, without that question's own answer (one more search each), and ranking by preferences.
 */
function createEngine(plans: PlainPlan[], createRangeFilter: CreateRangeFilter): PanelEngine {
  const index = itemsjs(plans, {
    // Its `filter` function works only with the text search switched on; no text is indexed.
    native_search_enabled: true,
    custom_id_field: 'planId',
    aggregations: Object.fromEntries(
      facetColumns.map(({ id }) => [id, { conjunction: testOf(id) === 'all', size: MOST_OPTIONS }]),
    ),
  });

  return asEngine((session) => {
    const { ranges, options } = splitAnswers(session);
    const rangeFilter = ranges.length === 0 ? {} : createRangeFilter(ranges);
    const search = (answers: readonly OptionAnswer[], per_page: number): SearchResult<PlainPlan> =>
      index.search({
        per_page,
        filters: Object.fromEntries(answers.map((answer) => [answer.columnId, [...answer.options]])),
        ...rangeFilter,
      });

    const found = search(options, plans.length);
    const counts = createCounts();
    for (const { id } of facetColumns) {
      const own = options.find(({ columnId, test }) => columnId === id && test === 'all');
      const others = options.filter((answer) => answer !== own);
      readCounts(own === undefined ? found : search(others, 0), id, counts);
    }
    return { total: found.pagination.total, planIds: rankPlans(found.data.items, session), counts };
  });
}

function splitAnswers({ answers }: PanelSession): { ranges: RangeAnswer[]; options: OptionAnswer[] } {
  const ranges: RangeAnswer[] = [];
  const options: OptionAnswer[] = [];
  for (const answer of answers) {
    if (answer.test === 'range') ranges.push(answer);
    else options.push(answer);
  }
  return { ranges, options };
}

const ranksByColumn = new Map(
  facetColumns.map((column) => [column.id, new Map(column.values.map((value, rank) => [value, rank]))]),
);

function readCounts(result: SearchResult<PlainPlan>, columnId: string, counts: number[]): void {
  const ranks = ranksByColumn.get(columnId)!;
  const offset = facetOffsets.get(columnId)!;
  for (const { key, doc_count } of result.data.aggregations[columnId]!.buckets) {
    counts[offset + ranks.get(key)!] = doc_count;
  }
}
