import { hasRow, setRow, wordsFor, type Bitset } from '../engine/bits.ts';
import type { Column } from '../engine/columns.ts';
import type { CompiledCatalog } from '../engine/compiledCatalog.ts';
import { compareColumns, type Differs } from './compareColumns.ts';
import { count, createCounted, type Counted } from './counted.ts';
import type { RowPairs } from './pairPlans.ts';
import { forEachRow, type Steps } from '../steps.ts';

/** Pairs that differ in an attribute, by their place among the pairs. */
export interface AttributeDifference extends Counted {
  readonly attribute: string;
}

/** A bit for each pair, to be set when it differs in anything. */
export const createMarks = (pairs: RowPairs): Bitset => new Int32Array(wordsFor(pairs.from.length));

/** Counts and marks the pairs that differ in one thing. */
export function* countDifferences(pairs: RowPairs, differs: Differs, marks: Bitset): Steps<Counted> {
  const counted = createCounted();
  yield* forEachRow(pairs.from.length, (place) => {
    if (!differs(pairs.from[place]!, pairs.to[place]!)) return;
    setRow(marks, place);
    count(counted, place);
  });
  return counted;
}

export function* countMarked(pairs: RowPairs, marks: Bitset): Steps<Counted> {
  const counted = createCounted();
  yield* forEachRow(pairs.from.length, (place) => {
    if (hasRow(marks, place)) count(counted, place);
  });
  return counted;
}

/**
 * The attributes in which pairs differ, column by column: those of the later version in their order, then those that it
 * no longer has.
 */
export function* compareAttributes(
  from: CompiledCatalog,
  to: CompiledCatalog,
  pairs: RowPairs,
  marks: Bitset,
): Steps<AttributeDifference[]> {
  const before = columnsById(from);
  const after = columnsById(to);
  const found: AttributeDifference[] = [];
  for (const attribute of new Set([...after.keys(), ...before.keys()])) {
    const differs = yield* compareColumns(before.get(attribute), after.get(attribute));
    const counted = yield* countDifferences(pairs, differs, marks);
    if (counted.total > 0) found.push({ attribute, ...counted });
  }
  return found;
}

const columnsById = ({ columns }: CompiledCatalog): Map<string, Column> =>
  new Map(columns.map((column) => [column.attribute.id, column]));
