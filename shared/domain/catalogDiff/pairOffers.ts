import { hasRow, setRow, wordsFor } from '../engine/bits.ts';
import type { OptionColumn } from '../engine/columns.ts';
import type { CompiledCatalog } from '../engine/compiledCatalog.ts';
import { findMarket } from '../engine/markets.ts';
import type { StoredMarkets } from '../engine/offerMarkets.ts';
import { translateCodes } from './compareColumns.ts';
import { count, createCounted, type Counted } from './counted.ts';
import type { RowPairs } from './pairPlans.ts';
import { forEachRow, type Steps } from '../steps.ts';

export interface PairedOffers {
  readonly pairs: RowPairs;
  /** Offer rows, of the version that has them. */
  readonly added: Counted;
  readonly removed: Counted;
}

const NO_MARKETS: StoredMarkets = {
  codes: new Uint32Array(0),
  starts: new Uint32Array(1),
  plans: new Uint32Array(0),
};

/**
 * Offer rows by plan and market. Within a market rows ascend by plan, so each market that both versions have is one walk.
 *
 * @param toPlan by plan, its number in the other version, else -1
 */
export function* pairOffers(from: CompiledCatalog, to: CompiledCatalog, toPlan: Int32Array): Steps<PairedOffers> {
  const before = from.markets ?? NO_MARKETS;
  const after = to.markets ?? NO_MARKETS;
  const most = Math.min(before.plans.length, after.plans.length);
  const pairs = { from: new Uint32Array(most), to: new Uint32Array(most) };
  const isPaired = new Int32Array(wordsFor(after.plans.length));
  const removed = createCounted();
  const added = createCounted();
  const toMarket = yield* pairMarkets(from, to);
  let paired = 0;
  let market = 0;
  let other = 0;
  let otherEnd = 0;
  let marketEnd = 0;
  yield* forEachRow(before.plans.length, (row) => {
    while (row >= marketEnd) {
      const there = toMarket[market]!;
      other = there < 0 ? 0 : after.starts[there]!;
      otherEnd = there < 0 ? 0 : after.starts[there + 1]!;
      marketEnd = before.starts[++market]!;
    }
    const plan = toPlan[before.plans[row]!]!;
    while (other < otherEnd && after.plans[other]! < plan) other++;
    if (other === otherEnd || after.plans[other] !== plan) {
      count(removed, row);
      return;
    }
    setRow(isPaired, other);
    pairs.from[paired] = row;
    pairs.to[paired++] = other;
  });
  yield* forEachRow(after.plans.length, (row) => {
    if (!hasRow(isPaired, row)) count(added, row);
  });
  return { pairs: { from: pairs.from.subarray(0, paired), to: pairs.to.subarray(0, paired) }, added, removed };
}

/** By market of the one version, the same market in the other, -1 where there is none. */
function* pairMarkets(from: CompiledCatalog, to: CompiledCatalog): Steps<Int32Array> {
  const before = from.markets;
  const after = to.markets;
  if (before === null || after === null) return new Int32Array((before?.starts.length ?? 1) - 1).fill(-1);
  const toMarket = new Int32Array(before.starts.length - 1).fill(-1);
  const names = from.definition.offers!.requires;
  const otherNames = to.definition.offers!.requires;
  // A market is named by the answers to the required questions: with other questions it is none of the former ones.
  if (names.length !== otherNames.length || !otherNames.every((id) => names.includes(id))) return toMarket;
  const places = otherNames.map((id) => names.indexOf(id));
  const translations: Int32Array[] = [];
  for (const [otherPlace, place] of places.entries()) {
    const column = from.columns[before.columns[place]!] as OptionColumn;
    translations.push(yield* translateCodes(column, to.columns[after.columns[otherPlace]!] as OptionColumn));
  }
  const width = names.length;
  yield* forEachRow(toMarket.length, (market) => {
    const wanted = places.map((place, i) => translations[i]![before.codes[market * width + place]!]!);
    toMarket[market] = findMarket(after, wanted);
  });
  return toMarket;
}
