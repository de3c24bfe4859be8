import type { OptionColumn } from '../engine/columns.ts';
import type { CompiledCatalog } from '../engine/compiledCatalog.ts';
import { marketAt, planOf } from '../engine/markets.ts';
import { stringAt } from '../engine/stringPool.ts';
import { compareAttributes, countMarked, createMarks } from './compareRows.ts';
import type { Counted } from './counted.ts';
import { pairOffers } from './pairOffers.ts';
import type { MarketRow, OffersDiff } from './schema.ts';
import type { Steps } from '../steps.ts';

/**
 * Offer rows as a market sees them: laid over their plans. So a plan that changed in something its rows do not replace
 * changed in all its markets.
 */
export function* diffOffers(from: CompiledCatalog, to: CompiledCatalog, toPlan: Int32Array): Steps<OffersDiff> {
  const { pairs, added, removed } = yield* pairOffers(from, to, toPlan);
  const marks = createMarks(pairs);
  const attributes = yield* compareAttributes(from, to, pairs, marks);
  const changed = yield* countMarked(pairs, marks);
  return {
    added: toRowList(to, added, (row) => row),
    removed: toRowList(from, removed, (row) => row),
    changed: {
      ...toRowList(to, changed, (place) => pairs.to[place]!),
      attributes: attributes.map(({ attribute, total }) => ({ attribute, total })),
    },
  };
}

function toRowList(
  catalog: CompiledCatalog,
  { total, first }: Counted,
  rowAt: (item: number) => number,
): { total: number; rows: MarketRow[] } {
  return { total, rows: first.map((item) => toMarketRow(catalog, rowAt(item))) };
}

function toMarketRow(catalog: CompiledCatalog, row: number): MarketRow {
  const { definition, planIds, columns } = catalog;
  const markets = catalog.markets!;
  const { requires } = definition.offers!;
  const first = marketAt(markets, row) * requires.length;
  const market = requires.map((id, place): [string, string] => {
    const column = columns[markets.columns[place]!] as OptionColumn;
    return [id, column.values[markets.codes[first + place]!]!];
  });
  return { planId: stringAt(planIds, planOf(catalog, row)), market: Object.fromEntries(market) };
}
