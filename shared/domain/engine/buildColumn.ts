import type { Attribute, Value } from '../catalog/schema.ts';
import { setRow, wordsFor, type Bitset } from './bits.ts';
import type { Codes, Numbers, StoredColumn, StoredNumberColumn, StoredOptionColumn, TextColumn } from './columns.ts';
import { sortRowsByValue } from './sortRows.ts';
import { createStringPool } from './stringPool.ts';

/** A value held by at least one row in this many gets a bitset; a rarer one a list of its rows, which is smaller. */
const DENSE_SHARE = 64;

/**
 * Cumulative bitsets per number column: a range costs at most rows / (2 * levels) flips at either end. Each level takes
 * rows / 8 bytes, so large catalogues have fewer.
 */
const levelsFor = (rows: number): number => (rows <= 250_000 ? 64 : 32);

/** Up to so many different values a bitset for each takes no more than the levels and the order, which is worth 32. */
const mostDistinct = (rows: number): number => levelsFor(rows) + 32;

/** Collects the values of one attribute entry by entry, then builds its column in the order of the sorted rows. */
export interface ColumnBuilder {
  add(value: Value | undefined): void;
  /** `sources[row]` is the number of the entry, in the order of `add`, that becomes that row. */
  build(sources: Uint32Array, overlaid: boolean): StoredColumn;
  /** The codes that known values of a category will have. */
  codesOf(sources: Uint32Array): Uint32Array;
}

export function createColumnBuilder(attribute: Attribute): ColumnBuilder {
  switch (attribute.type) {
    case 'number':
      return numberBuilder(attribute);
    case 'text':
      return textBuilder(attribute);
    case 'boolean':
      return optionBuilder(attribute, ['true', 'false']);
    default:
      return optionBuilder(
        attribute,
        (attribute.values ?? []).map((declared) => declared.value),
      );
  }
}

function numberBuilder(attribute: Attribute): ColumnBuilder {
  const added: number[] = [];
  return {
    add: (value) => added.push(typeof value === 'number' ? value + 0 : NaN),
    codesOf: refuseCodes,
    build(sources, overlaid): StoredNumberColumn {
      const values = Float64Array.from(sources, (source) => added[source]!);
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

function textBuilder(attribute: Attribute): ColumnBuilder {
  const added: (string | null)[] = [];
  return {
    add: (value) => added.push(typeof value === 'string' ? value : null),
    codesOf: refuseCodes,
    build(sources, overlaid): TextColumn {
      const { known, rowsKnown } = knownBits(sources.length, (row) => added[sources[row]!] !== null);
      const used = Uint32Array.from(new Set(sources));
      const texts = createStringPool(Array.from(used, (source) => added[source] ?? ''));
      return { kind: 'text', attribute, overlaid, known, rowsKnown, texts, places: placesIn(used, sources) };
    },
  };
}

/** Where each source is among the used ones; null when they are the sources themselves. */
function placesIn(used: Uint32Array, sources: Uint32Array): Uint32Array | null {
  if (used.length === sources.length) return null;
  const placeOf = new Map(Array.from(used, (source, place) => [source, place]));
  return sources.map((source) => placeOf.get(source)!);
}

function refuseCodes(): never {
  throw new Error('only the values of a category have codes');
}

/** category, set and boolean: values become codes at once, so that a long import keeps numbers, not strings. */
function optionBuilder(attribute: Attribute, declared: readonly string[]): ColumnBuilder {
  const isSet = attribute.type === 'set';
  const numberOf = new Map(declared.map((value, index) => [value, index]));
  const starts: number[] = [0];
  const added: number[] = [];
  const knownAt: boolean[] = [];
  const push = (value: string) => {
    let code = numberOf.get(value);
    if (code === undefined) numberOf.set(value, (code = numberOf.size));
    added.push(code);
  };
  return {
    add(value) {
      if (Array.isArray(value)) value.forEach(push);
      else if (value !== null && value !== undefined) push(String(value));
      knownAt.push(value !== null && value !== undefined);
      starts.push(added.length);
    },
    codesOf(sources) {
      const { codeOfNumber } = orderValues([...numberOf.keys()], declared.length);
      return sources.map((source) => codeOfNumber[added[starts[source]!]!]!);
    },
    build(sources, overlaid) {
      const { values, codeOfNumber } = orderValues([...numberOf.keys()], declared.length);
      const rows = sources.length;
      const { known, rowsKnown } = knownBits(rows, (row) => knownAt[sources[row]!]!);
      const offsets = new Uint32Array(rows + 1);
      let held = 0;
      for (const source of sources) held += starts[source + 1]! - starts[source]!;
      const items = codesFor(values.length, held);
      for (let row = 0, at = 0; row < rows; row++) {
        const source = sources[row]!;
        for (let i = starts[source]!; i < starts[source + 1]!; i++) items[at++] = codeOfNumber[added[i]!]!;
        offsets[row + 1] = at;
      }
      const shared = {
        kind: 'option' as const,
        attribute,
        overlaid,
        values,
        declared: declared.length,
        rowsKnown,
        known,
      };
      const postings = buildPostings(offsets, items, values.length, rows);
      if (isSet) return { ...shared, codes: null, offsets, items, ...postings };
      const codes = codesFor(values.length + 1, rows);
      for (let row = 0; row < rows; row++)
        codes[row] = offsets[row] === offsets[row + 1] ? 0 : items[offsets[row]!]! + 1;
      return { ...shared, codes, offsets: null, items: null, ...postings };
    },
  };
}

/** Numbers are given in order of first sight; codes put the declared values first and the others ascending. */
function orderValues(seen: readonly string[], declared: number): { values: string[]; codeOfNumber: Uint32Array } {
  const others = seen.slice(declared).map((value, index) => ({ value, number: declared + index }));
  others.sort((a, b) => (a.value < b.value ? -1 : 1));
  const codeOfNumber = new Uint32Array(seen.length);
  for (let code = 0; code < declared; code++) codeOfNumber[code] = code;
  others.forEach(({ number }, index) => (codeOfNumber[number] = declared + index));
  return { values: [...seen.slice(0, declared), ...others.map(({ value }) => value)], codeOfNumber };
}

type Postings = Pick<StoredOptionColumn, 'counts' | 'denseIndex' | 'dense' | 'sparseOffsets' | 'sparseRows'>;

function buildPostings(offsets: Uint32Array, items: Codes, values: number, rows: number): Postings {
  const words = wordsFor(rows);
  const counts = new Uint32Array(values);
  for (const code of items) counts[code] = counts[code]! + 1;
  const denseIndex = new Int32Array(values).fill(-1);
  const sparseOffsets = new Uint32Array(values + 1);
  let denseValues = 0;
  for (let code = 0; code < values; code++) {
    const isDense = counts[code]! * DENSE_SHARE >= rows;
    if (isDense) denseIndex[code] = denseValues++;
    sparseOffsets[code + 1] = sparseOffsets[code]! + (isDense ? 0 : counts[code]!);
  }
  const dense = new Int32Array(denseValues * words);
  const sparseRows = new Uint32Array(sparseOffsets[values]!);
  const next = sparseOffsets.slice();
  for (let row = 0; row < rows; row++) {
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      const code = items[i]!;
      const index = denseIndex[code]!;
      if (index >= 0) {
        const word = index * words + (row >>> 5);
        dense[word] = dense[word]! | (1 << (row & 31));
      } else {
        const at = next[code]!;
        sparseRows[at] = row;
        next[code] = at + 1;
      }
    }
  }
  return { counts, denseIndex, dense, sparseOffsets, sparseRows };
}

/** The smallest unsigned array that holds codes below `limit`. */
function codesFor(limit: number, length: number): Codes {
  if (limit <= 0x100) return new Uint8Array(length);
  return limit <= 0x10000 ? new Uint16Array(length) : new Uint32Array(length);
}

function knownBits(rows: number, isKnown: (row: number) => boolean): { known: Bitset | null; rowsKnown: number } {
  const known = new Int32Array(wordsFor(rows));
  let rowsKnown = 0;
  for (let row = 0; row < rows; row++) {
    if (isKnown(row)) {
      setRow(known, row);
      rowsKnown++;
    }
  }
  return { known: rowsKnown === rows ? null : known, rowsKnown };
}
