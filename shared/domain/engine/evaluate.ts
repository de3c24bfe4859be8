import type { CompiledCatalog } from './compiledCatalog.ts';
import { copyBits, writeMask } from './filterMask.ts';
import type { FilterTerm, Resolved } from './resolve.ts';
import type { Rows } from './rows.ts';
import { isRequired, rowsIn, type Span } from './markets.ts';
import { addTerm } from './terms.ts';
import { clearBit, workspaceFor, type Workspace } from './workspace.ts';

/** Which rows fit, by the filters of one resolved request. Valid until the next evaluation in the same slot. */
export interface Fit {
  /** Fitting rows, ascending: the first `total` entries. */
  readonly rows: Uint32Array;
  readonly total: number;
  /** By place in `rows`; filled by `scoreFit`. */
  readonly scores: Float64Array;
}

/** The filters of a request as masks over some rows, and who fails them. Valid until the next `passFilters`. */
export interface FilterPass {
  readonly workspace: Workspace;
  readonly filters: readonly FilterTerm[];
  /** Address of the rows that the request does not exclude. */
  readonly live: number;
}

/** @param excluded numbers of the plans to leave out */
export function passFilters(
  catalog: CompiledCatalog,
  span: Span,
  filters: readonly FilterTerm[],
  excluded: readonly number[],
): FilterPass {
  const workspace = workspaceFor(catalog, span);
  const { kernel, masks, ones, twos, bytes } = workspace;
  const live = liveRows(catalog, workspace, excluded);
  for (let n = 0; n < filters.length; n++) writeMask(filters[n]!, workspace, masks + n * bytes);
  kernel.failures(masks, filters.length, live, ones, twos, bytes);
  return { workspace, filters, live };
}

/** Address of the bitset of the rows that are not excluded. */
function liveRows(catalog: CompiledCatalog, workspace: Workspace, excluded: readonly number[]): number {
  const { words, live, everything, bytes, span, base } = workspace;
  if (excluded.length === 0) return everything;
  words.copyWithin(live >>> 2, everything >>> 2, (everything + bytes) >>> 2);
  for (const plan of excluded) {
    for (const row of rowsIn(catalog, span, plan)) clearBit(words, live, row - base);
  }
  return live;
}

/**
 * Everything a market is asked: the answers to required questions have chosen it, and all of its rows hold them.
 *
 * @param span the market
 */
export function passMarket(
  catalog: CompiledCatalog,
  span: Span,
  { filters }: Resolved,
  excluded: readonly number[],
): FilterPass {
  const { markets } = catalog;
  const asked = markets === null ? filters : filters.filter(({ question }) => !isRequired(catalog, question.index));
  return passFilters(catalog, span, asked, excluded);
}

/** Address of the mask of filter n. */
export const maskOf = ({ masks, bytes }: Workspace, n: number): number => masks + n * bytes;

export function fitOf({ workspace }: FilterPass, slotNumber: 0 | 1): Fit {
  const { address, rows, scores } = workspace.slots[slotNumber];
  return { rows, scores, total: workspace.kernel.rowsNotIn(workspace.ones, address, workspace.bytes, workspace.base) };
}

/** The same rows to be scored otherwise, in the scores of another slot. */
export function inSlot(fit: Fit, { slots }: Workspace, slotNumber: 0 | 1): Fit {
  return { ...fit, scores: slots[slotNumber].scores };
}

/** Rows that fail one filter only, by filter: what leaving it out would add. Valid until the next call. */
export interface NearMisses {
  of(filter: number): Rows;
}

export function findNearMisses({ workspace, filters }: FilterPass): NearMisses {
  const { kernel, words, masks, ones, twos, bytes, base, nearMisses } = workspace;
  const { found, owners, starts, grouped, rows } = nearMisses;
  kernel.nearMisses(masks, filters.length, ones, twos, bytes, found, owners, starts, grouped, base);
  const start = starts >>> 2;
  return { of: (filter) => ({ rows, from: words[start + filter]!, to: words[start + filter + 1]! }) };
}

const isStrict = ({ column, question }: FilterTerm): boolean =>
  column.known !== null && question.question.unknown !== 'include';

/** How many more would fit if every filter let unknown values pass. Overwrites scratch and `twos`. */
export function countUnknownDropped(pass: FilterPass, total: number): number {
  const lenient = lenientRows(pass);
  return lenient === null ? 0 : pass.workspace.kernel.count(lenient, pass.workspace.bytes) - total;
}

/** Address of the rows that would fit then; null when no filter drops an unknown value. Overwrites the same. */
export function lenientRows({ workspace, filters, live }: FilterPass): number | null {
  if (!filters.some(isStrict)) return null;
  const { kernel, words, bytes, scratch, twos: lenient } = workspace;
  words.copyWithin(lenient >>> 2, live >>> 2, (live + bytes) >>> 2);
  filters.forEach((filter, n) => {
    if (isStrict(filter)) {
      copyBits(filter.column.known!, workspace, scratch);
      kernel.andLenient(lenient, maskOf(workspace, n), scratch, bytes);
    } else {
      kernel.and(lenient, maskOf(workspace, n), bytes);
    }
  });
  return lenient;
}

/** Fills `scores` for all fitting rows: the sum of the terms in term order, divided once by the sum of the weights. */
export function scoreFit(resolved: Resolved, fit: Fit): void {
  const { scores, total, rows } = fit;
  scores.fill(0, 0, total);
  const { weightSum, terms } = resolved;
  if (weightSum === 0) return;
  for (const term of terms) addTerm(term, rows, total, scores);
  for (let i = 0; i < total; i++) scores[i] = scores[i]! / weightSum;
}
