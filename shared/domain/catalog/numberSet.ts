/** Different whole numbers from 0, in a third of the memory of a Set: it is made for at most so many and never grows. */
export interface NumberSet {
  /** False when it is there already. */
  add(number: number): boolean;
}

const FREE = -1;
/** 2^32 divided by the golden ratio, odd: spreads neighbours over the whole range (Fibonacci hashing). */
const SPREAD = 0x9e3779b1;

/** @param most at most this many numbers; each is below 2^53. */
export function createNumberSet(most: number): NumberSet {
  // Open addressing, at most half full.
  const bits = Math.max(1, Math.ceil(Math.log2(most * 2 + 1)));
  const slots = new Float64Array(2 ** bits).fill(FREE);
  const mask = slots.length - 1;
  return {
    add(number) {
      const folded = ((number % 0x100000000) ^ Math.floor(number / 0x100000000)) >>> 0;
      let slot = Math.imul(folded, SPREAD) >>> (32 - bits);
      for (; slots[slot] !== FREE; slot = (slot + 1) & mask) if (slots[slot] === number) return false;
      slots[slot] = number;
      return true;
    },
  };
}
