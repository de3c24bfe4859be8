import type { Attribute } from '../catalog/schema.ts';
import { setRow, wordsFor } from './bits.ts';
import { refuseCodes, type ColumnBuilder } from './columnBuilder.ts';
import type { Numbers, StoredNumberColumn } from './columns.ts';
import { createGrowingArray } from '../growingArray.ts';
import { knownBits } from './knownBits.ts';
import { sortRowsByValue } from './sortRows.ts';

/**
 * Cumulative bitsets per number column: a range costs at most rows / (2 * levels) flips at either end. Each level takes
 * rows / 8 bytes, so large catalogues have fewer.
 */
const levelsFor = (rows: number): number => (rows <= 250_000 ? 64 : 32);

/** Up to so many different values a bitset for each takes no more than the levels and the order, which is worth 32. */
const mostDistinct = (rows: number): number => levelsFor(rows) + 32;

export function numberBuilder(attribute: Attribute): ColumnBuilder {
  const numbers = createGrowingArray(Float64Array);
  return {
    add: (value) => numbers.push(typeof value === 'number' ? value + 0 : NaN),
    codesOf: refuseCodes,
    build(sources, overlaid): StoredNumberColumn {
      const added = numbers.view();
      const values = new Float64Array(sources.length);
      for (let row = 0; row < values.length; row++) values[row] = added[sources[row]!]!;
      numbers.clear();
      const { known, rowsKnown } = knownBits(sources.length, (row) => !Number.isNaN(values[row]!));
      const knownRows = new Uint32Array(rowsKnown);
      for (let row = 0, at = 0; row < values.length; row++) if (!Number.isNaN(values[row]!)) knownRows[at++] = row;
      const order = sortRowsByValue(values, knownRows);
      const shared = { kind: 'number' as const, attribute, overlaid, values: narrowed(values), rowsKnown, known };
      const ends = distinctEnds(values, order, mostDistinct(sources.length));
      if (ends !== null) {
        const distinct = Float64Array.from(ends, (end) => values[order[end - 1]!]!);
        return {
          ...shared,
          distinct,
          order: new Uint32Array(0),
          levelStep: 0,
          levels: cumulate(order, ends, values.length),
        };
      }
      const levelStep = Math.max(1, Math.ceil(rowsKnown / levelsFor(sources.length)));
      const steps = Array.from({ length: Math.floor(rowsKnown / levelStep) }, (_, level) => (level + 1) * levelStep);
      return { ...shared, distinct: null, order, levelStep, levels: cumulate(order, steps, values.length) };
    },
  };
}

/** Half the bytes where every value survives it. */
const narrowed = (values: Float64Array): Numbers =>
  values.every((x) => Number.isNaN(x) || Math.fround(x) === x) ? Float32Array.from(values) : values;

/** Where in the order each different value ends; null when there are more than `most`. */
function distinctEnds(values: Float64Array, order: Uint32Array, most: number): number[] | null {
  const ends: number[] = [];
  for (let at = 1; at <= order.length; at++) {
    if (at < order.length && values[order[at]!] === values[order[at - 1]!]) continue;
    if (ends.length === most) return null;
    ends.push(at);
  }
  return ends;
}

/** One bitset for each end: the rows before it in the order. */
function cumulate(order: Uint32Array, ends: readonly number[], rows: number): Int32Array {
  const words = wordsFor(rows);
  const levels = new Int32Array(ends.length * words);
  let at = 0;
  for (const [level, end] of ends.entries()) {
    const bits = levels.subarray(level * words, (level + 1) * words);
    if (level > 0) bits.set(levels.subarray((level - 1) * words, level * words));
    for (; at < end; at++) setRow(bits, order[at]!);
  }
  return levels;
}
