import type { Column, NumberColumn, OptionColumn } from './columns.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import type { ColumnCounts, Counts, Histogram, NumberCounts, NumberSummary, OptionCounts } from './counts.ts';
import { countIntoBuckets, histogramEdges } from './histogram.ts';
import type { Rows } from './rows.ts';
import { countSets } from './setCounts.ts';
import { countWhole } from './wholeCounts.ts';

export function countColumn(column: Column, rows: Rows): ColumnCounts {
  return column.kind === 'number'
    ? countNumbers(column, summarize(column, rows), rows, null)
    : countOptions(column as OptionColumn, rows, null);
}

/** Counts over `rows` and `more` together, given those over `rows`. */
export function extendCounts(column: Column, counts: ColumnCounts, rows: Rows, more: Rows): ColumnCounts {
  if (more.from === more.to) return counts;
  return counts.kind === 'number'
    ? countNumbers(column as NumberColumn, summarize(column as NumberColumn, more, counts), rows, more)
    : countOptions(column as OptionColumn, more, counts);
}

const zeros = (length: number): Counts => new Array<number>(length).fill(0);

function countOptions(column: OptionColumn, rows: Rows, base: OptionCounts | null): OptionCounts {
  const held = base === null ? zeros(column.values.length + 1) : base.held.slice();
  if (column.codes === null) countSets(column, rows, held);
  else countCodes(column.codes, rows, held);
  const unknown = held[0]!;
  const before = base === null ? 0 : base.known + base.unknown;
  return { kind: 'option', held, unknown, known: before + rows.to - rows.from - unknown };
}

function countCodes(codes: NonNullable<OptionColumn['codes']>, { rows, from, to }: Rows, held: Counts): void {
  for (let i = from; i < to; i++) {
    const code = codes[rows[i]!]!;
    held[code] = held[code]! + 1;
  }
}

const NOTHING: NumberSummary = { known: 0, unknown: 0, min: Infinity, max: -Infinity };

/** Over `rows` and what was summarized before. */
export function summarize(
  { values }: NumberColumn,
  { rows, from, to }: Rows,
  base: NumberSummary = NOTHING,
): NumberSummary {
  let { min, max, known } = base;
  for (let i = from; i < to; i++) {
    const x = values[rows[i]!]!;
    // NaN, an unknown value, compares false.
    if (x <= max && x >= min) {
      known++;
    } else if (x === x) {
      known++;
      if (x < min) min = x;
      if (x > max) max = x;
    }
  }
  return { known, unknown: base.known + base.unknown + to - from - known, min, max };
}

function countNumbers(column: NumberColumn, summary: NumberSummary, rows: Rows, more: Rows | null): NumberCounts {
  const { known, unknown, min, max } = summary;
  let made: Histogram | undefined;
  return { kind: 'number', known, unknown, min, max, histogram: () => (made ??= spread(column, summary, rows, more)) };
}

function spread(
  { values }: NumberColumn,
  { known, min, max }: NumberSummary,
  rows: Rows,
  more: Rows | null,
): Histogram {
  if (known === 0) return { edges: [], buckets: [] };
  const edges = histogramEdges(min, max);
  const buckets = zeros(edges.length - 1);
  countIntoBuckets(values, rows, edges, buckets);
  if (more !== null) countIntoBuckets(values, more, edges, buckets);
  return { edges, buckets };
}

/**
 * Counts over the fitting rows, column by column, each made at most once a request: facets, the next question,
 * stability and reasons all read them.
 */
export interface FitCounts {
  readonly fit: Rows;
  of(column: number): ColumnCounts;
}

export function createFitCounts(catalog: CompiledCatalog, fit: Rows): FitCounts {
  const made = new Array<ColumnCounts | undefined>(catalog.columns.length);
  const isWhole = fit.to - fit.from === catalog.rows;
  const count = (column: Column) => (isWhole ? countWhole(column, catalog.rows) : countColumn(column, fit));
  return { fit, of: (column) => (made[column] ??= count(catalog.columns[column]!)) };
}
