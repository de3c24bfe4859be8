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
