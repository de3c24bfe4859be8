import { optionsOf } from '../questionnaire/answers.ts';
import { codeOf, type OptionColumn } from './columns.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import type { Markets, StoredMarkets } from './offerMarkets.ts';
import { needsOf, type Resolved } from './resolve.ts';

/** A stretch of rows: from `from` to before `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Whether a question says which market it is. */
export const isRequired = ({ markets }: CompiledCatalog, question: number): boolean =>
  markets?.required.includes(question) ?? false;

const NOWHERE: Span = { from: 0, to: 0 };

/** Everything that can be had anywhere. */
export const allOffers = ({ markets, rows }: CompiledCatalog): Span => ({ from: 0, to: markets?.rows ?? rows });

/** The rows that can be had under these answers, which leave no required question open. */
export function marketOf(catalog: CompiledCatalog, resolved: Resolved): Span {
  const { markets } = catalog;
  if (markets === null) return allOffers(catalog);
  const market = findMarket(markets, requiredCodes(catalog, markets, resolved));
  return market < 0 ? NOWHERE : { from: markets.starts[market]!, to: markets.starts[market + 1]! };
}

/** The code of each required answer; -1 for a value that no row holds. */
export function requiredCodes(catalog: CompiledCatalog, markets: Markets, { given }: Resolved): number[] {
  return markets.required.map((question, i) => {
    const [option] = optionsOf(given[question]!);
    return codeOf(catalog.columns[markets.columns[i]!] as OptionColumn, option!);
  });
}

/** Number of the market with these codes, in `requires` order; -1 when there is none. */
export function findMarket({ codes, starts }: StoredMarkets, wanted: readonly number[]): number {
  const width = wanted.length;
  let low = 0;
  let high = starts.length - 2;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    let order = 0;
    for (let i = 0; i < width && order === 0; i++) order = codes[middle * width + i]! - wanted[i]!;
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Number of the market that an offer row is of. */
export function marketAt({ starts }: StoredMarkets, row: number): number {
  let low = 0;
  let high = starts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (starts[middle]! <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Number of the plan of a row, by ascending plan id. */
export function planOf({ markets }: Pick<CompiledCatalog, 'markets'>, row: number): number {
  if (markets === null) return row;
  return row < markets.rows ? markets.plans[row]! : row - markets.rows;
}

/** Row of a plan itself, without any offer laid over it. */
export const planRow = ({ markets }: CompiledCatalog, plan: number): number => (markets?.rows ?? 0) + plan;

/** Row of a plan in a market, -1 where it is not sold there. */
export function rowIn(catalog: CompiledCatalog, { from, to }: Span, plan: number): number {
  const { markets } = catalog;
  if (markets === null) return plan;
  let low = from;
  let high = to - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const there = markets.plans[middle]!;
    if (there === plan) return middle;
    if (there < plan) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** All rows of a plan in a span, which may be of several markets. */
export function rowsIn(catalog: CompiledCatalog, { from, to }: Span, plan: number): number[] {
  if (catalog.markets === null) return [plan];
  const { rows, starts } = catalog.offersByPlan();
  const found: number[] = [];
  for (let i = starts[plan]!; i < starts[plan + 1]!; i++) {
    if (rows[i]! >= from && rows[i]! < to) found.push(rows[i]!);
  }
  return found;
}

/** What a plan is compared by: its row in the market that is asked for, else the plan itself. */
export function standingRow(catalog: CompiledCatalog, resolved: Resolved, plan: number): number {
  if (catalog.markets === null || needsOf(catalog, resolved).length > 0) return planRow(catalog, plan);
  const row = rowIn(catalog, marketOf(catalog, resolved), plan);
  return row < 0 ? planRow(catalog, plan) : row;
}
