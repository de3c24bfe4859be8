import type { ColumnCounts, Histogram, NumberCounts } from './counts.ts';
import { positionOf, type Column, type NumberColumn } from './columns.ts';
import { histogramEdges } from './histogram.ts';
import { once } from './once.ts';

/** Counts over all rows of a catalogue, from what its index holds anyway: no row is looked at. */
export function countWhole(column: Column, rows: number): ColumnCounts {
  const known = column.rowsKnown;
  const unknown = rows - known;
  if (column.kind === 'number') return numbersOf(column, known, unknown);
  return { kind: 'option', held: column.kind === 'text' ? [] : [unknown, ...column.counts], unknown, known };
}

function numbersOf(column: NumberColumn, known: number, unknown: number): NumberCounts {
  const { distinct, order, values } = column;
  const at = (place: number): number => (distinct === null ? values[order.at(place)!]! : distinct.at(place)!);
  const min = known === 0 ? Infinity : at(0);
  const max = known === 0 ? -Infinity : at(-1);
  const histogram = once((): Histogram => (known === 0 ? { edges: [], buckets: [] } : spreadWhole(column, min, max)));
  return { kind: 'number', known, unknown, min, max, histogram };
}

/** A value on an inner edge belongs to the bucket above, the last edge to the last. */
function spreadWhole(column: NumberColumn, min: number, max: number): Histogram {
  const edges = histogramEdges(min, max);
  const below = edges.map((edge) => rowsUpTo(column, edge, false));
  below[below.length - 1] = column.rowsKnown;
  return { edges, buckets: below.slice(1).map((count, bucket) => count - below[bucket]!) };
}

/** How many rows have a known value of at most `x`, or below it where `x` itself is not `included`. */
export function rowsUpTo(column: NumberColumn, x: number, included: boolean): number {
  const position = positionOf(column, x, included);
  if (column.distinct === null) return position;
  return position === 0 ? 0 : column.levelRows()[position - 1]!;
}
