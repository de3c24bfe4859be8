import type { Attribute } from '../catalog/schema.ts';
import type { Bitset } from './bits.ts';
import type { StringPool } from './stringPool.ts';

/**
 * A catalogue turned on its side: one column per attribute, rows in ascending order of plan id, everything in flat
 * typed arrays so that a version can be written to and opened from one buffer.
 */
export type Column = OptionColumn | NumberColumn | TextColumn;

/** `category`, `boolean` (one value a row) and `set` (several). */
export interface OptionColumn {
  readonly kind: 'option';
  readonly attribute: Attribute;
  /**
   * The values, code by code: the declared ones first and in their order, then the others ascending. A boolean column
   * has "true" and "false".
   */
  readonly values: readonly string[];
  /** How many of `values` are declared (and so not in ascending order). */
  readonly declared: number;
  /** Rows holding each value. A declared value may have none. */
  readonly counts: Uint32Array;
  readonly rowsKnown: number;
  /** Rows with a known value; null when all are. */
  readonly known: Bitset | null;
  /** category, boolean: code + 1 of each row, 0 for unknown. null for a set. */
  readonly codes: Codes | null;
  /** set: the codes of row r, in the plan's own order, are `items[offsets[r]]` up to before `items[offsets[r + 1]]`. */
  readonly offsets: Uint32Array | null;
  readonly items: Codes | null;
  /** Rows of each value: bitset number `denseIndex[code]` of `dense`, or where that is -1 a stretch of `sparseRows`. */
  readonly denseIndex: Int32Array;
  readonly dense: Int32Array;
  readonly sparseOffsets: Uint32Array;
  readonly sparseRows: Uint32Array;
}

export type Codes = Uint8Array | Uint16Array | Uint32Array;

export interface NumberColumn {
  readonly kind: 'number';
  readonly attribute: Attribute;
  /** NaN is unknown. */
  readonly values: Float64Array;
  readonly rowsKnown: number;
  readonly known: Bitset | null;
  /** Rows with a known value, ascending by value. */
  readonly order: Uint32Array;
  /** Bitset k holds the first `(k + 1) * levelStep` rows of `order`, so that any range is one bitset and few flips. */
  readonly levels: Int32Array;
  readonly levelStep: number;
}

export interface TextColumn {
  readonly kind: 'text';
  readonly attribute: Attribute;
  readonly rowsKnown: number;
  readonly known: Bitset | null;
  readonly texts: StringPool;
}

/** The bitset of a dense value, or null. */
export function denseBits(column: OptionColumn, code: number, words: number): Bitset | null {
  const index = column.denseIndex[code]!;
  return index < 0 ? null : column.dense.subarray(index * words, (index + 1) * words);
}

/** Code of a value, -1 when no row holds it and it is not declared. */
export function codeOf(column: OptionColumn, value: string): number {
  const { values, declared } = column;
  for (let code = 0; code < declared; code++) if (values[code] === value) return code;
  let low = declared;
  let high = values.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const there = values[middle]!;
    if (there === value) return middle;
    if (there < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** First position in `order` whose value is not below `x` (`strict`: above `x`). */
export function positionOf(column: NumberColumn, x: number, strict: boolean): number {
  const { order, values } = column;
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = values[order[middle]!]!;
    if (there < x || (strict && there === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function isKnown(column: Column, row: number): boolean {
  return column.known === null || ((column.known[row >>> 5]! >>> (row & 31)) & 1) === 1;
}
