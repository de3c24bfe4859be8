import { createGrowingArray, createGrowingCodes } from '../growingArray.ts';

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
  const collected = createGrowingStrings();
  for (const text of strings) collected.push(text);
  return collected.pool(strings.keys());
}

/** Strings that come one by one, kept outside of the heap: a million short ones take a third of the memory there. */
export interface GrowingStrings {
  push(text: string): void;
  readonly length: number;
  /** Ascending, by UTF-16 code units. */
  readonly compare: (index: number, other: number) => number;
  /** Those with these numbers, in this order. */
  pool(indexes: Iterable<number>): StringPool;
  /** Gives the memory back at once. */
  clear(): void;
}

export function createGrowingStrings(): GrowingStrings {
  const units = createGrowingCodes();
  const ends = createGrowingArray(Uint32Array);
  let all: { units: ReturnType<typeof units.view>; ends: Uint32Array } | undefined;
  const view = () => (all ??= { units: units.view(), ends: ends.view() });
  const startOf = (index: number): number => (index === 0 ? 0 : view().ends[index - 1]!);
  return {
    push(text) {
      all = undefined;
      for (let c = 0; c < text.length; c++) units.push(text.charCodeAt(c));
      ends.push(units.length);
    },
    get length() {
      return ends.length;
    },
    compare(index, other) {
      const { units: there, ends: endOf } = view();
      let at = startOf(index);
      let otherAt = startOf(other);
      const shorter = Math.min(endOf[index]! - at, endOf[other]! - otherAt);
      for (const end = at + shorter; at < end; at++, otherAt++) {
        if (there[at] !== there[otherAt]) return there[at]! - there[otherAt]!;
      }
      return endOf[index]! - at - (endOf[other]! - otherAt);
    },
    pool(indexes) {
      const { units: there, ends: endOf } = view();
      const order = Uint32Array.from(indexes);
      const offsets = new Uint32Array(order.length + 1);
      for (const [i, index] of order.entries()) offsets[i + 1] = offsets[i]! + endOf[index]! - startOf(index);
      const Units = there.BYTES_PER_ELEMENT === 1 ? Uint8Array : Uint16Array;
      const taken = new Units(offsets[order.length]!);
      for (const [i, index] of order.entries()) {
        const start = startOf(index);
        for (let at = offsets[i]!, from = start; at < offsets[i + 1]!; at++, from++) taken[at] = there[from]!;
      }
      return { units: taken, offsets };
    },
    clear() {
      all = undefined;
      units.clear();
      ends.clear();
    },
  };
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
