import type { Attribute } from '../catalog/schema.ts';
import { refuseCodes, type ColumnBuilder } from './columnBuilder.ts';
import type { Codes, StoredOptionColumn } from './columns.ts';
import { createGrowingArray, createGrowingCodes } from '../growingArray.ts';
import { knownBits } from './knownBits.ts';
import { createListPool } from './listPool.ts';
import { buildPostings, codesFor } from './postings.ts';

/** Values become numbers at once, in order of first sight, so that a long import keeps no strings. */
function createDictionary(declared: readonly string[]) {
  const numberOf = new Map(declared.map((value, index) => [value, index]));
  return {
    numberFor(value: string): number {
      let number = numberOf.get(value);
      if (number === undefined) numberOf.set(value, (number = numberOf.size));
      return number;
    },
    /** Codes put the declared values first and the others ascending. */
    ordered(): { values: string[]; codeOfNumber: Uint32Array } {
      const seen = [...numberOf.keys()];
      const others = seen.slice(declared.length).map((value, index) => ({ value, number: declared.length + index }));
      others.sort((a, b) => (a.value < b.value ? -1 : 1));
      const codeOfNumber = new Uint32Array(seen.length);
      for (let code = 0; code < declared.length; code++) codeOfNumber[code] = code;
      others.forEach(({ number }, index) => (codeOfNumber[number] = declared.length + index));
      return { values: [...seen.slice(0, declared.length), ...others.map(({ value }) => value)], codeOfNumber };
    },
  };
}

/** category and boolean */
export function categoryBuilder(attribute: Attribute, declared: readonly string[]): ColumnBuilder {
  const dictionary = createDictionary(declared);
  /** By entry, the number of its value plus 1; 0 for unknown. */
  const numbers = createGrowingCodes();
  return {
    add: (value) => numbers.push(value === null || value === undefined ? 0 : dictionary.numberFor(String(value)) + 1),
    codesOf(sources) {
      const added = numbers.view();
      const { codeOfNumber } = dictionary.ordered();
      return sources.map((source) => codeOfNumber[added[source]! - 1]!);
    },
    build(sources, overlaid): StoredOptionColumn {
      const added = numbers.view();
      const { values, codeOfNumber } = dictionary.ordered();
      const codes = codesFor(values.length + 1, sources.length);
      for (let row = 0; row < codes.length; row++) {
        const number = added[sources[row]!]!;
        codes[row] = number === 0 ? 0 : codeOfNumber[number - 1]! + 1;
      }
      numbers.clear();
      // As if code + 1 were the number of a list that holds the code alone.
      const offsets = Uint32Array.from({ length: values.length + 2 }, (_, list) => Math.max(0, list - 1));
      const ownCodes = Uint32Array.from(values.keys());
      return {
        kind: 'option',
        attribute,
        overlaid,
        values,
        declared: declared.length,
        ...knownBits(codes.length, (row) => codes[row] !== 0),
        codes,
        lists: null,
        offsets: null,
        items: null,
        ...buildPostings(codes, offsets, ownCodes, values.length),
      };
    },
  };
}

export function setBuilder(attribute: Attribute, declared: readonly string[]): ColumnBuilder {
  const dictionary = createDictionary(declared);
  const pool = createListPool();
  /** By entry, the number of its list plus 1; 0 for unknown. */
  const listed = createGrowingCodes();
  return {
    add: (value) =>
      listed.push(Array.isArray(value) ? pool.add(value.map((element) => dictionary.numberFor(element))) + 1 : 0),
    codesOf: refuseCodes,
    build(sources, overlaid): StoredOptionColumn {
      const added = listed.view();
      const { values, codeOfNumber } = dictionary.ordered();
      const { lists, offsets, items } = layOutLists(pool.view(), added, sources, codeOfNumber);
      const bits = knownBits(sources.length, (row) => added[sources[row]!] !== 0);
      listed.clear();
      pool.clear();
      return {
        kind: 'option',
        attribute,
        overlaid,
        values,
        declared: declared.length,
        ...bits,
        codes: null,
        lists,
        offsets,
        items,
        ...buildPostings(lists, offsets, items, values.length),
      };
    },
  };
}

/** Numbers the lists anew by the rows that have them, so that the order in which plans came leaves no trace. */
function layOutLists(
  { ends, items: numbers }: { ends: Uint32Array; items: Uint32Array },
  added: Codes,
  sources: Uint32Array,
  codeOfNumber: Uint32Array,
): { lists: Codes; offsets: Uint32Array; items: Codes } {
  /** By entry's number, 0 for unknown: the new number of its list, plus 1. */
  const renumbered = new Uint32Array(ends.length + 1);
  const met = createGrowingArray(Uint32Array);
  for (const source of sources) {
    const list = added[source]!;
    if (renumbered[list] !== 0) continue;
    met.push(list);
    renumbered[list] = met.length;
  }
  const order = met.view();
  const lists = codesFor(order.length, sources.length);
  for (let row = 0; row < lists.length; row++) lists[row] = renumbered[added[sources[row]!]!]! - 1;
  const startOf = (list: number): number => (list <= 1 ? 0 : ends[list - 2]!);
  const endOf = (list: number): number => (list === 0 ? 0 : ends[list - 1]!);
  const offsets = new Uint32Array(order.length + 1);
  for (const [place, list] of order.entries()) offsets[place + 1] = offsets[place]! + endOf(list) - startOf(list);
  const items = codesFor(codeOfNumber.length, offsets[order.length]!);
  let at = 0;
  for (const list of order) for (let i = startOf(list); i < endOf(list); i++) items[at++] = codeOfNumber[numbers[i]!]!;
  return { lists, offsets, items };
}
