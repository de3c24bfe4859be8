/**
 * Bitsets over rows, 32 to a word. Words are signed (`Int32Array`) because the JIT keeps int32 bit operations in
 * registers, while uint32 loads may have to become doubles. Bits past the last row are always 0.
 */
export type Bitset = Int32Array;

export function wordsFor(rows: number): number {
  return (rows + 31) >>> 5;
}

export function setRow(bits: Bitset, row: number): void {
  const word = row >>> 5;
  bits[word] = bits[word]! | (1 << (row & 31));
}

export function hasRow(bits: Bitset, row: number): boolean {
  return ((bits[row >>> 5]! >>> (row & 31)) & 1) === 1;
}

/** Bits set in a word: H. S. Warren, Hacker's Delight, 2nd edition, figure 5-2. */
export function ones32(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  x = (x + (x >>> 4)) & 0x0f0f0f0f;
  return Math.imul(x, 0x01010101) >>> 24;
}

export function countRows(bits: Bitset): number {
  let count = 0;
  for (const word of bits) count += ones32(word);
  return count;
}
