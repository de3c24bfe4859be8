import type { Column, NumberColumn, OptionColumn } from './columns.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { countIntoBuckets, histogramEdges } from './histogram.ts';

/** How the values of one column are spread over some rows. */
export type ColumnCounts = OptionCounts | NumberCounts;

export interface OptionCounts {
  readonly kind: 'option';
  /** Rows holding each value, by code + 1; entry 0: rows with an unknown value (single-valued columns and sets alike). */
  readonly held: Uint32Array;
  readonly unknown: number;
  readonly known: number;
}

export interface NumberCounts {
  readonly kind: 'number';
  readonly known: number;
  readonly unknown: number;
  /** Over known values; Infinity and -Infinity when there is none. */
  readonly min: number;
  readonly max: number;
  /** Empty when no value is known. */
  readonly edges: Float64Array;
  readonly buckets: Uint32Array;
}

const NO_EDGES = new Float64Array(0);
const NO_BUCKETS = new Uint32Array(0);

export function countColumn(column: Column, rows: Uint32Array, count: number): ColumnCounts {
  return column.kind === 'number'
    ? countNumbers(column, rows, count)
    : countOptions(column as OptionColumn, rows, count);
}

function countOptions(column: OptionColumn, rows: Uint32Array, count: number): OptionCounts {
  const held = new Uint32Array(column.values.length + 1);
  if (column.codes !== null) {
    const { codes } = column;
    for (let i = 0; i < count; i++) {
      const code = codes[rows[i]!]!;
      held[code] = held[code]! + 1;
    }
  } else {
    countSets(column, rows, count, held);
  }
  const unknown = held[0]!;
  return { kind: 'option', held, unknown, known: count - unknown };
}

function countSets(column: OptionColumn, rows: Uint32Array, count: number, held: Uint32Array): void {
  const { known } = column;
  const offsets = column.offsets!;
  const items = column.items!;
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    if (known !== null && ((known[row >>> 5]! >>> (row & 31)) & 1) === 0) held[0] = held[0]! + 1;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const code = items[at]! + 1;
      held[code] = held[code]! + 1;
    }
  }
}

function countNumbers(column: NumberColumn, rows: Uint32Array, count: number): NumberCounts {
  const { values } = column;
  let min = Infinity;
  let max = -Infinity;
  let known = 0;
  for (let i = 0; i < count; i++) {
    const x = values[rows[i]!]!;
    if (x === x) known++;
    if (x < min) min = x;
    if (x > max) max = x;
  }
  const unknown = count - known;
  if (known === 0) return { kind: 'number', known, unknown, min, max, edges: NO_EDGES, buckets: NO_BUCKETS };
  const edges = histogramEdges(min, max);
  const buckets = new Uint32Array(edges.length - 1);
  countIntoBuckets(values, rows, 0, count, edges, buckets);
  return { kind: 'number', known, unknown, min, max, edges, buckets };
}

/**
 * Counts over the fitting rows, column by column, each made at most once a request: facets, the next question,
 * stability and reasons all read them.
 */
export interface FitCounts {
  of(column: number): ColumnCounts;
}

export function createFitCounts(catalog: CompiledCatalog, rows: Uint32Array, total: number): FitCounts {
  const made = new Array<ColumnCounts | undefined>(catalog.columns.length);
  return { of: (column) => (made[column] ??= countColumn(catalog.columns[column]!, rows, total)) };
}
