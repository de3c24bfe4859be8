/**
 * Many strings in two flat buffers. Code units are kept as they are (lone surrogates too), in one byte each when every
 * string is Latin-1 and in two otherwise.
 */
export interface StringPool {
  readonly units: Uint8Array | Uint16Array;
  /** String i is `units[offsets[i]]` up to before `units[offsets[i + 1]]`. */
  readonly offsets: Uint32Array;
}

export function createStringPool(strings: readonly string[]): StringPool {
  const offsets = new Uint32Array(strings.length + 1);
  let length = 0;
  let wide = false;
  for (let i = 0; i < strings.length; i++) {
    const text = strings[i]!;
    length += text.length;
    offsets[i + 1] = length;
    for (let c = 0; c < text.length && !wide; c++) wide = text.charCodeAt(c) > 255;
  }
  const units = wide ? new Uint16Array(length) : new Uint8Array(length);
  let at = 0;
  for (const text of strings) for (let c = 0; c < text.length; c++) units[at++] = text.charCodeAt(c);
  return { units, offsets };
}

/** Arguments a single `fromCharCode` call may safely take. */
const CHUNK = 8192;

export function stringAt(pool: StringPool, index: number): string {
  const from = pool.offsets[index]!;
  const to = pool.offsets[index + 1]!;
  if (to - from <= CHUNK) return String.fromCharCode.apply(null, pool.units.subarray(from, to) as unknown as number[]);
  let text = '';
  for (let at = from; at < to; at += CHUNK) {
    text += String.fromCharCode.apply(null, pool.units.subarray(at, Math.min(to, at + CHUNK)) as unknown as number[]);
  }
  return text;
}

/** Index of `text` in a pool whose strings ascend by UTF-16 code units, else -1. */
export function findString(pool: StringPool, text: string): number {
  let low = 0;
  let high = pool.offsets.length - 2;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const there = stringAt(pool, middle);
    if (there === text) return middle;
    if (there < text) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
