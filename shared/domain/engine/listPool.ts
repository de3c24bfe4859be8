import { createGrowingArray } from '../growingArray.ts';

/** Short lists of numbers, each kept once however often it comes. */
export interface ListPool {
  /** Number of the list, from 0 in the order of first sight. */
  add(list: readonly number[]): number;
  /** The numbers of list i are `items[ends[i - 1]]` (for the first list `items[0]`) up to before `items[ends[i]]`. */
  view(): { ends: Uint32Array; items: Uint32Array };
  /** Gives the memory back at once. */
  clear(): void;
}

const FIRST_SLOTS = 1_024;

export function createListPool(): ListPool {
  const ends = createGrowingArray(Uint32Array);
  const items = createGrowingArray(Uint32Array);
  /** Open addressing: a list's number plus 1, 0 where there is none. At most half of the slots are taken. */
  let slots = new Uint32Array(FIRST_SLOTS);

  function enlarge(): void {
    const { ends: endOf, items: all } = view();
    slots = new Uint32Array(slots.length * 2);
    for (let list = 0, start = 0; list < endOf.length; start = endOf[list]!, list++) {
      let slot = hashOf(all, start, endOf[list]!) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = list + 1;
    }
  }

  const view = () => ({ ends: ends.view(), items: items.view() });

  return {
    add(list) {
      let slot = hashOf(list, 0, list.length) & (slots.length - 1);
      if (slots[slot] !== 0) {
        const { ends: endOf, items: all } = view();
        for (; slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1)) {
          if (isList(slots[slot]! - 1, list, endOf, all)) return slots[slot]! - 1;
        }
      }
      for (const item of list) items.push(item);
      ends.push(items.length);
      slots[slot] = ends.length;
      if (ends.length * 2 > slots.length) enlarge();
      return ends.length - 1;
    },
    view,
    clear() {
      ends.clear();
      items.clear();
      slots = new Uint32Array(FIRST_SLOTS);
    },
  };
}

/** FNV-1a over whole numbers, its upper bits folded in. */
function hashOf(items: ArrayLike<number>, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ items[i]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

function isList(number: number, list: readonly number[], ends: Uint32Array, items: Uint32Array): boolean {
  const start = number === 0 ? 0 : ends[number - 1]!;
  if (ends[number]! - start !== list.length) return false;
  return list.every((item, i) => items[start + i] === item);
}
