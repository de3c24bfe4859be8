/**
 * Stable ascending order of doubles as a permutation of `rows`, by least-significant-digit radix sort over 16-bit digits
 * of the order-preserving bit pattern (sign flipped; negatives inverted). Linear, and several times faster than a
 * comparator at 100,000 rows and more. -0 must have been normalised to 0; no NaN.
 */
export function sortRowsByValue(values: Float64Array, rows: Uint32Array): Uint32Array {
  const count = rows.length;
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  for (const row of rows) {
    const upper = bits[row * 2 + 1]!;
    const negative = upper >>> 31 === 1;
    low[row] = negative ? ~bits[row * 2]! : bits[row * 2]!;
    high[row] = negative ? ~upper : upper ^ 0x80000000;
  }
  let from = Uint32Array.from(rows);
  let to = new Uint32Array(count);
  for (let digit = 0; digit < 4; digit++) {
    const key = digit < 2 ? low : high;
    const shift = (digit & 1) * 16;
    const starts = new Uint32Array(65537);
    for (const row of from) {
      const bucket = ((key[row]! >>> shift) & 0xffff) + 1;
      starts[bucket] = starts[bucket]! + 1;
    }
    for (let b = 1; b <= 65536; b++) starts[b] = starts[b]! + starts[b - 1]!;
    for (const row of from) {
      const bucket = (key[row]! >>> shift) & 0xffff;
      const at = starts[bucket]!;
      to[at] = row;
      starts[bucket] = at + 1;
    }
    [from, to] = [to, from];
  }
  return from;
}
