import { setRow, wordsFor, type Bitset } from './bits.ts';
import { countColumn, extendCounts } from './columnCounts.ts';
import type { ColumnCounts } from './counts.ts';
import type { Column, OptionColumn } from './columns.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { countDistinctNumbers, countDistinctOptions, type OfferedPlans } from './distinctCounts.ts';
import { findNearMisses, fitOf, lenientRows, passFilters, type FilterPass } from './evaluate.ts';
import { allOffers, planRow } from './markets.ts';
import type { Markets } from './offerMarkets.ts';
import { countsOfAll, type NeededCounts } from './firstScreen.ts';
import { once } from './once.ts';
import type { Resolved } from './resolve.ts';
import type { Rows } from './rows.ts';

/**
 * Counts while it is not known which market it is: of distinct plans, each by all of its offers, in whatever market the
 * answers so far leave.
 */
export function countOverMarkets(
  catalog: CompiledCatalog,
  markets: Markets,
  resolved: Resolved,
  excluded: readonly number[],
): NeededCounts {
  const count = () => countAfresh(catalog, markets, resolved, excluded);
  return resolved.filters.length === 0 && excluded.length === 0 ? countsOfAll(catalog, count) : count();
}

function countAfresh(
  catalog: CompiledCatalog,
  markets: Markets,
  resolved: Resolved,
  excluded: readonly number[],
): NeededCounts {
  const pass = passFilters(catalog, allOffers(catalog), resolved.filters, excluded);
  const fit = fitOf(pass, 0);
  const passing: OfferedPlans = offeredPlans(catalog, markets, [{ rows: fit.rows, from: 0, to: fit.total }]);
  const nearMisses = findNearMisses(pass);
  const withUnknown = lenientOffers(pass);
  const passingWithout = (filter: number): OfferedPlans => {
    const more = filter < 0 ? null : nearMisses.of(filter);
    return more === null || more.from === more.to ? passing : offeredPlans(catalog, markets, [...passing.offers, more]);
  };
  return {
    total: passing.planRows.length,
    unknownDropped:
      withUnknown === null
        ? 0
        : offeredPlans(catalog, markets, [withUnknown]).planRows.length - passing.planRows.length,
    of(question, column, filter) {
      const counted = catalog.columns[column]!;
      const plans = passingWithout(filter);
      // What every offer takes from its plan is counted by the plans, which are far fewer.
      if (!counted.overlaid) return countColumn(counted, { rows: plans.planRows, from: 0, to: plans.planRows.length });
      if (counted.kind === 'number') return countDistinctNumbers(counted, plans);
      return column === markets.columns[0] && markets.columns.length === 1 && question.match !== 'none'
        ? countMarkets(counted, plans)
        : countDistinctOptions(counted as OptionColumn, question, plans);
    },
  };
}

/** Where one answer is a whole market, a plan has one offer at most for each: counting offers is counting plans. */
function countMarkets(column: Column, { offers }: OfferedPlans): ColumnCounts {
  const [first, ...others] = offers;
  const counts = countColumn(column, first!);
  return others.reduce((sum, more) => extendCounts(column, sum, first!, more), counts);
}

/** The offers that would pass if every filter let unknown values pass; null when that makes no difference. */
function lenientOffers(pass: FilterPass): Rows | null {
  const lenient = lenientRows(pass);
  if (lenient === null) return null;
  const { kernel, words, bytes, slots, base } = pass.workspace;
  for (let word = lenient >>> 2; word < (lenient + bytes) >>> 2; word++) words[word] = ~words[word]!;
  const { address, rows } = slots[1];
  return { rows, from: 0, to: kernel.rowsNotIn(lenient, address, bytes, base) };
}

function offeredPlans(catalog: CompiledCatalog, markets: Markets, offers: readonly Rows[]): OfferedPlans {
  const { planCount } = catalog;
  const isOffered = new Uint8Array(planCount);
  for (const { rows, from, to } of offers) {
    for (let i = from; i < to; i++) isOffered[markets.plans[rows[i]!]!] = 1;
  }
  const planRows = new Uint32Array(planCount);
  let count = 0;
  for (let plan = 0; plan < planCount; plan++) {
    if (isOffered[plan] === 1) planRows[count++] = planRow(catalog, plan);
  }
  return {
    offers,
    bits: once(() => bitsOf(offers, markets.rows)),
    planRows: planRows.subarray(0, count),
    planCount,
    planOf: markets.plans,
  };
}

function bitsOf(offers: readonly Rows[], rowCount: number): Bitset {
  const bits = new Int32Array(wordsFor(rowCount));
  for (const { rows, from, to } of offers) for (let i = from; i < to; i++) setRow(bits, rows[i]!);
  return bits;
}
