/**
 * Bitsets over rows, 32 to a word. Words are signed (`Int32Array`) because the JIT keeps int32 bit operations in
 * registers, while uint32 loads may have to become doubles. Bits past the last row are always 0.
 */
export type Bitset = Int32Array;

export function wordsFor(rows: number): number {
  return (rows + 31) >>> 5;
}

export function setBit(bits: Bitset, row: number): void {
  const word = row >>> 5;
  bits[word] = bits[word]! | (1 << (row & 31));
}

export function clearBit(bits: Bitset, row: number): void {
  const word = row >>> 5;
  bits[word] = bits[word]! & ~(1 << (row & 31));
}

export function hasBit(bits: Bitset, row: number): boolean {
  return ((bits[row >>> 5]! >>> (row & 31)) & 1) === 1;
}

/** Sets the first `rows` bits and clears the rest of the last word. */
export function fillRows(bits: Bitset, rows: number): void {
  const words = wordsFor(rows);
  bits.fill(-1, 0, words);
  if ((rows & 31) !== 0) bits[words - 1] = (1 << (rows & 31)) - 1;
}

/** Number of set bits in one word. */
export function popcount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

export function countBits(bits: Bitset, words: number): number {
  let count = 0;
  for (let w = 0; w < words; w++) count += popcount(bits[w]!);
  return count;
}

/** Appends the rows of one word's set bits to `rows` from `at`; returns the new end. */
function appendRows(word: number, base: number, rows: Uint32Array, at: number): number {
  while (word !== 0) {
    const lowest = word & -word;
    rows[at++] = base + 31 - Math.clz32(lowest);
    word ^= lowest;
  }
  return at;
}

/** Writes the rows whose bit in `failed` is 0 and returns how many; `failed` must be 1 past the last row. */
export function rowsNotIn(failed: Bitset, words: number, rows: Uint32Array): number {
  let end = 0;
  for (let w = 0; w < words; w++) {
    const word = ~failed[w]!;
    if (word !== 0) end = appendRows(word, w << 5, rows, end);
  }
  return end;
}

/** Rows that fail exactly one filter, and that one is the filter of `mask`. */
export function rowsFailingOnly(
  mask: Bitset,
  ones: Bitset,
  twos: Bitset,
  words: number,
  rows: Uint32Array,
  at: number,
): number {
  for (let w = 0; w < words; w++) {
    const word = ones[w]! & ~twos[w]! & ~mask[w]!;
    if (word !== 0) at = appendRows(word, w << 5, rows, at);
  }
  return at;
}

/**
 * Counts, for every row, whether it fails at least one filter (`ones`) and at least two (`twos`), in one pass over four
 * masks at a time: leaving one filter out then costs nothing, because a row that fails only that one is in `ones`, not
 * in `twos`. Rows outside `live` fail twice, so no facet ever sees them.
 */
export function countFailures(
  masks: readonly Bitset[],
  live: Bitset,
  words: number,
  ones: Bitset,
  twos: Bitset,
  everything: Bitset,
): void {
  for (let w = 0; w < words; w++) ones[w] = ~live[w]!;
  twos.set(words === ones.length ? ones : ones.subarray(0, words));
  for (let m = 0; m < masks.length; m += 4) {
    fourMasks(
      masks[m]!,
      masks[m + 1] ?? everything,
      masks[m + 2] ?? everything,
      masks[m + 3] ?? everything,
      words,
      ones,
      twos,
    );
  }
}

function fourMasks(a: Bitset, b: Bitset, c: Bitset, d: Bitset, words: number, ones: Bitset, twos: Bitset): void {
  for (let w = 0; w < words; w++) {
    let once = ones[w]!;
    let twice = twos[w]!;
    let fails = ~a[w]!;
    twice |= once & fails;
    once |= fails;
    fails = ~b[w]!;
    twice |= once & fails;
    once |= fails;
    fails = ~c[w]!;
    twice |= once & fails;
    once |= fails;
    fails = ~d[w]!;
    twice |= once & fails;
    once |= fails;
    ones[w] = once;
    twos[w] = twice;
  }
}

/** Whether some row is in `live` and in every mask. Stops at the first. */
export function intersects(masks: readonly Bitset[], live: Bitset, words: number): boolean {
  for (let w = 0; w < words; w++) {
    let word = live[w]!;
    for (let m = 0; m < masks.length && word !== 0; m++) word &= masks[m]![w]!;
    if (word !== 0) return true;
  }
  return false;
}
