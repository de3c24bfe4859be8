import type { StoredMarkets } from './offerMarkets.ts';

/**
 * Sorts offers by market, and within a market by plan.
 *
 * @param codes by required question, the code of each offer
 * @param ranks by offer, the number of its plan
 */
export function sortOffers(
  codes: readonly Uint32Array[],
  ranks: Uint32Array,
  planCount: number,
): { order: Uint32Array; markets: StoredMarkets } {
  let order = sortByKey(Uint32Array.from(ranks.keys()), ranks, planCount);
  // Stable, least significant key first.
  for (const column of codes.toReversed())
    order = sortByKey(order, column, 1 + column.reduce((a, b) => Math.max(a, b), 0));
  const starts: number[] = [];
  const marketCodes: number[] = [];
  for (let row = 0; row < order.length; row++) {
    const offer = order[row]!;
    const before = row === 0 ? -1 : order[row - 1]!;
    if (before >= 0 && codes.every((column) => column[offer] === column[before])) continue;
    starts.push(row);
    for (const column of codes) marketCodes.push(column[offer]!);
  }
  starts.push(order.length);
  return {
    order,
    markets: {
      codes: Uint32Array.from(marketCodes),
      starts: Uint32Array.from(starts),
      plans: order.map((offer) => ranks[offer]!),
    },
  };
}

/** Counting sort. @param limit above every key. */
function sortByKey(order: Uint32Array, keys: Uint32Array, limit: number): Uint32Array {
  const next = new Uint32Array(limit + 1);
  for (const key of keys) next[key + 1] = next[key + 1]! + 1;
  for (let key = 0; key < limit; key++) next[key + 1] = next[key + 1]! + next[key]!;
  const sorted = new Uint32Array(order.length);
  for (const item of order) {
    const at = next[keys[item]!]!;
    sorted[at] = item;
    next[keys[item]!] = at + 1;
  }
  return sorted;
}
