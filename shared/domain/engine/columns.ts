import type { Attribute } from '../catalog/schema.ts';
import { countRows, type Bitset } from './bits.ts';
import { once } from './once.ts';
import type { StringPool } from './stringPool.ts';

/**
 * A catalogue turned on its side: one column per attribute, rows in ascending order of plan id, everything in flat
 * typed arrays so that a version can be written to and opened from one buffer.
 */
export type Column = OptionColumn | NumberColumn | TextColumn;

/** A column as it is built and stored, without what is derived from it on opening. */
export type StoredColumn = StoredOptionColumn | StoredNumberColumn | TextColumn;

interface StoredOfEach {
  readonly attribute: Attribute;
  /** Whether some offer lays a value over that of its plan; else every offer has what its plan has. */
  readonly overlaid: boolean;
  readonly rowsKnown: number;
  /** Rows with a known value; null when all are. */
  readonly known: Bitset | null;
}

/** `category`, `boolean` (one value a row) and `set` (several). */
export interface StoredOptionColumn extends StoredOfEach {
  readonly kind: 'option';
  /**
   * The values, code by code: the declared ones first and in their order, then the others ascending. A boolean column
   * has "true" and "false".
   */
  readonly values: readonly string[];
  /** How many of `values` are declared (and so not in ascending order). */
  readonly declared: number;
  /** Rows holding each value. A declared value may have none. */
  readonly counts: Uint32Array;
  /** category, boolean: code + 1 of each row, 0 for unknown. null for a set. */
  readonly codes: Codes | null;
  /** set: the number of each row's list; rows with the same codes in the same order share one. null for the others. */
  readonly lists: Codes | null;
  /** set: the codes of list i, in the plan's own order, are `items[offsets[i]]` up to before `items[offsets[i + 1]]`. */
  readonly offsets: Uint32Array | null;
  readonly items: Codes | null;
  /** Rows of each value: bitset number `denseIndex[code]` of `dense`, or where that is -1 a stretch of `sparseRows`. */
  readonly denseIndex: Int32Array;
  readonly dense: Int32Array;
  readonly sparseOffsets: Uint32Array;
  readonly sparseRows: Uint32Array;
}

export interface OptionColumn extends StoredOptionColumn {
  /** Codes by value; null where the dictionary is so large that it is searched instead. */
  readonly codeIndex: ReadonlyMap<string, number> | null;
  /** Bitset of each value, null for a sparse one. */
  readonly bitsets: readonly (Bitset | null)[];
}

export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** In 32 bits where that changes no value of the column. */
export type Numbers = Float64Array | Float32Array;

export interface StoredNumberColumn extends StoredOfEach {
  readonly kind: 'number';
  /** NaN is unknown. */
  readonly values: Numbers;
  /** The known values, ascending, where they are few; else null. */
  readonly distinct: Float64Array | null;
  /** Rows with a known value, ascending by value. Empty with `distinct`, which does without. */
  readonly order: Uint32Array;
  /**
   * Cumulative bitsets, so that any range is the difference of two. With `distinct` bitset k holds the rows whose value
   * is at most `distinct[k]`; else the first `(k + 1) * levelStep` rows of `order`, and a range is a few flips more.
   */
  readonly levels: Int32Array;
  readonly levelStep: number;
}

export interface NumberColumn extends StoredNumberColumn {
  /** Bitset k of `levels`. */
  readonly levelBitsets: readonly Bitset[];
  /** How many rows each has; counted when first asked for. */
  readonly levelRows: () => readonly number[];
}

export interface TextColumn extends StoredOfEach {
  readonly kind: 'text';
  readonly texts: StringPool;
  /** Which text is that of each row, where rows share them; null: row by row. */
  readonly places: Uint32Array | null;
}

/** Dictionaries up to this size get a hash map of their codes. */
const MAPPED_VALUES = 4096;

/** Derives what requests look up. @param words words of a bitset over the rows. */
export function openColumn(column: StoredColumn, words: number): Column {
  const slice = (bits: Int32Array, index: number): Bitset => bits.subarray(index * words, (index + 1) * words);
  if (column.kind === 'text') return column;
  if (column.kind === 'number') {
    const count = words === 0 ? 0 : column.levels.length / words;
    const levelBitsets = Array.from({ length: count }, (_, level) => slice(column.levels, level));
    return { ...column, levelBitsets, levelRows: once(() => levelBitsets.map(countRows)) };
  }
  const { values, denseIndex, dense } = column;
  return {
    ...column,
    codeIndex: values.length > MAPPED_VALUES ? null : new Map(values.map((value, code) => [value, code])),
    bitsets: Array.from(denseIndex, (index) => (index < 0 ? null : slice(dense, index))),
  };
}

/** Code of a value, -1 when no row holds it and it is not declared. */
export function codeOf({ values, declared, codeIndex }: OptionColumn, value: string): number {
  if (codeIndex !== null) return codeIndex.get(value) ?? -1;
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

/** First position in `distinct`, else in `order`, whose value is not below `x` (`strict`: above `x`). */
export function positionOf({ distinct, order, values }: NumberColumn, x: number, strict: boolean): number {
  let low = 0;
  let high = distinct?.length ?? order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = distinct === null ? values[order[middle]!]! : distinct[middle]!;
    if (there < x || (strict && there === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function isKnown(column: Column, row: number): boolean {
  return column.known === null || ((column.known[row >>> 5]! >>> (row & 31)) & 1) === 1;
}

/** Whether a row holds the value of a code. */
export function holds({ codes, lists, offsets, items }: OptionColumn, row: number, code: number): boolean {
  if (codes !== null) return codes[row] === code + 1 && code >= 0;
  const list = lists![row]!;
  for (let i = offsets![list]!; i < offsets![list + 1]!; i++) if (items![i] === code) return true;
  return false;
}
