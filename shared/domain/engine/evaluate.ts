import { clearBit, countFailures, popcount, rowsFailingOnly, rowsNotIn, type Bitset } from './bits.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { filterMask } from './filterMask.ts';
import type { FilterTerm, Resolved } from './resolve.ts';
import { addTerm } from './terms.ts';
import { rowBuffersFor, workspaceFor, type Workspace } from './workspace.ts';

/** Which rows fit, by the filters of one resolved request. Valid until the next evaluation in the same slot. */
export interface Fit {
  /** Fitting rows, ascending: the first `total` entries. */
  readonly rows: Uint32Array;
  readonly total: number;
  /** By place in `rows`; filled by `scoreFit`. */
  readonly scores: Float64Array;
}

export interface FilterPass {
  readonly workspace: Workspace;
  readonly masks: readonly Bitset[];
  readonly live: Bitset;
}

/** Rows of the catalogue that the request does not exclude; `excluded` are row numbers. */
export function liveRows(catalog: CompiledCatalog, excluded: readonly number[]): Bitset {
  const workspace = workspaceFor(catalog.rows);
  if (excluded.length === 0) return workspace.everything;
  workspace.live.set(workspace.everything);
  for (const row of excluded) clearBit(workspace.live, row);
  return workspace.live;
}

/** Leaves `ones` and `twos` of the workspace filled for `leaveOneOutRows`. */
export function passFilters(catalog: CompiledCatalog, filters: readonly FilterTerm[], live: Bitset): FilterPass {
  const workspace = workspaceFor(catalog.rows);
  const masks = filters.map((filter, n) => filterMask(filter, catalog.words, workspace.mask(n)));
  countFailures(masks, live, catalog.words, workspace.ones, workspace.twos, workspace.everything);
  return { workspace, masks, live };
}

export function fitOf(catalog: CompiledCatalog, pass: FilterPass, slot: 0 | 1): Fit {
  const { rows, scores } = rowBuffersFor(catalog.rows, slot);
  return { rows, scores, total: rowsNotIn(pass.workspace.ones, catalog.words, rows) };
}

/** Writes to `rows` from `at` the rows that fail filter number `n` and no other; returns the new end. */
export function leaveOneOutRows(
  catalog: CompiledCatalog,
  pass: FilterPass,
  n: number,
  rows: Uint32Array,
  at: number,
): number {
  const { ones, twos } = pass.workspace;
  return rowsFailingOnly(pass.masks[n]!, ones, twos, catalog.words, rows, at);
}

/** How many more would fit if every filter let unknown values pass. */
export function countUnknownDropped(
  catalog: CompiledCatalog,
  filters: readonly FilterTerm[],
  pass: FilterPass,
  total: number,
): number {
  const strict = filters.some(
    ({ column, question }) => column.known !== null && question.question.unknown !== 'include',
  );
  if (!strict) return 0;
  const { words } = catalog;
  let count = 0;
  for (let w = 0; w < words; w++) {
    let word = pass.live[w]!;
    for (let f = 0; f < filters.length && word !== 0; f++) {
      const { known } = filters[f]!.column;
      word &= known === null ? pass.masks[f]![w]! : pass.masks[f]![w]! | ~known[w]!;
    }
    if (word !== 0) count += popcount(word);
  }
  return count - total;
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
