import { wordsFor } from './bits.ts';
import type { Codes, StoredOptionColumn } from './columns.ts';

/** A value held by at least one row in this many gets a bitset; a rarer one a list of its rows, which is smaller. */
const DENSE_SHARE = 64;

export type Postings = Pick<StoredOptionColumn, 'counts' | 'denseIndex' | 'dense' | 'sparseOffsets' | 'sparseRows'>;

/**
 * The rows of each value.
 *
 * @param lists by row, the number of its list; the codes of list i are `items[offsets[i]]` up to before `items[offsets[i + 1]]`
 */
export function buildPostings(
  lists: Codes,
  offsets: ArrayLike<number>,
  items: ArrayLike<number>,
  values: number,
): Postings {
  const rows = lists.length;
  const words = wordsFor(rows);
  const counts = new Uint32Array(values);
  for (let row = 0; row < rows; row++) {
    const list = lists[row]!;
    for (let i = offsets[list]!; i < offsets[list + 1]!; i++) counts[items[i]!] = counts[items[i]!]! + 1;
  }
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
    const list = lists[row]!;
    for (let i = offsets[list]!; i < offsets[list + 1]!; i++) {
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
export function codesFor(limit: number, length: number): Codes {
  if (limit <= 0x100) return new Uint8Array(length);
  return limit <= 0x10000 ? new Uint16Array(length) : new Uint32Array(length);
}
