import type { Question } from '../catalog/schema.ts';
import type { ColumnCounts, NumberCounts, OptionCounts } from './columnCounts.ts';
import type { Column, NumberColumn, OptionColumn } from './columns.ts';
import { hasRow, type Bitset } from './bits.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { histogramEdges } from './histogram.ts';
import { allOffers } from './markets.ts';
import type { FilterPass } from './evaluate.ts';
import { findNearMisses, lenientRows, passFilters } from './evaluate.ts';
import type { Resolved } from './resolve.ts';

/**
 * Counts while it is not known which market it is: of distinct plans, each by all of its offers, in whatever market the
 * answers so far leave. Every offer is looked at, plan by plan, for each count.
 */
export interface NeededCounts {
  readonly total: number;
  readonly unknownDropped: number;
  /** @param filter place of the question's own filter, which is left out; -1 for none */
  of(question: Question, column: number, filter: number): ColumnCounts;
}

export function countOverMarkets(
  catalog: CompiledCatalog,
  resolved: Resolved,
  excluded: readonly number[],
): NeededCounts {
  const pass = passFilters(catalog, allOffers(catalog), resolved.filters, excluded);
  const { words, ones, bytes } = pass.workspace;
  const passing = words.slice(ones >>> 2, (ones + bytes) >>> 2).map((word) => ~word);
  const withNearMisses = nearMissAdder(pass, passing);
  const total = countPlans(catalog, passing);
  const lenient = lenientRows(pass);
  const withUnknown =
    lenient === null ? total : countPlans(catalog, words.subarray(lenient >>> 2, (lenient + bytes) >>> 2));
  return {
    total,
    unknownDropped: withUnknown - total,
    of: (question, column, filter) =>
      countDistinct(catalog, question, catalog.columns[column]!, withNearMisses(filter)),
  };
}

/** The rows that pass all filters but the one left out. */
function nearMissAdder(pass: FilterPass, passing: Bitset): (filter: number) => Bitset {
  const nearMisses = findNearMisses(pass);
  return (filter) => {
    if (filter < 0) return passing;
    const bits = passing.slice();
    const { rows, from, to } = nearMisses.of(filter);
    for (let i = from; i < to; i++) bits[rows[i]! >>> 5] = bits[rows[i]! >>> 5]! | (1 << (rows[i]! & 31));
    return bits;
  };
}

function countPlans(catalog: CompiledCatalog, bits: Bitset): number {
  let plans = 0;
  forEachPlan(catalog, bits, () => plans++);
  return plans;
}

/** Calls back with the rows of each plan that has any among these; the list is used again. */
function forEachPlan(catalog: CompiledCatalog, bits: Bitset, visit: (rows: readonly number[]) => void): void {
  const { rows, starts } = catalog.offersByPlan();
  const own: number[] = [];
  for (let plan = 0; plan < catalog.planCount; plan++) {
    own.length = 0;
    for (let i = starts[plan]!; i < starts[plan + 1]!; i++) if (hasRow(bits, rows[i]!)) own.push(rows[i]!);
    if (own.length > 0) visit(own);
  }
}

function countDistinct(catalog: CompiledCatalog, question: Question, column: Column, bits: Bitset): ColumnCounts {
  return column.kind === 'number'
    ? countNumbers(catalog, column, bits)
    : countOptions(catalog, question, column as OptionColumn, bits);
}

/**
 * As if each plan were one row, so that `passingAlone` holds: a plan passes with an option when any of its rows does. With
 * `unknown: include` a row without a value does whatever the option, and its plan counts as unknown; else one that holds
 * the option does, or for `match: none` one that does not.
 */
function countOptions(catalog: CompiledCatalog, question: Question, column: OptionColumn, bits: Bitset): OptionCounts {
  const { codes, offsets, items, known } = column;
  const isNone = question.match === 'none';
  const includesUnknown = question.unknown === 'include';
  const held = new Array<number>(column.values.length + 1).fill(0);
  const holding = new Array<number>(column.values.length).fill(0);
  let knownPlans = 0;
  forEachPlan(catalog, bits, (rows) => {
    let knownRows = 0;
    const touched: number[] = [];
    const touch = (code: number): void => {
      const before = holding[code]!;
      if (before === 0) touched.push(code);
      holding[code] = before + 1;
    };
    for (const row of rows) {
      if (known !== null && !hasRow(known, row)) continue;
      knownRows++;
      if (codes !== null) touch(codes[row]! - 1);
      else for (let i = offsets![row]!; i < offsets![row + 1]!; i++) touch(items![i]!);
    }
    const always = includesUnknown && knownRows < rows.length;
    if (always) held[0] = held[0]! + 1;
    else if (knownRows > 0) knownPlans++;
    for (const code of touched) {
      // Under `none` an option shuts a plan out only if all of its rows hold it.
      if (!always && (!isNone || holding[code] === knownRows)) held[code + 1] = held[code + 1]! + 1;
      holding[code] = 0;
    }
  });
  return { kind: 'option', held, unknown: held[0]!, known: knownPlans };
}

function countNumbers(catalog: CompiledCatalog, { values }: NumberColumn, bits: Bitset): NumberCounts {
  let min = Infinity;
  let max = -Infinity;
  let known = 0;
  let unknown = 0;
  forEachPlan(catalog, bits, (rows) => {
    let hasKnown = false;
    for (const row of rows) {
      const x = values[row]!;
      if (x !== x) continue;
      hasKnown = true;
      if (x < min) min = x;
      if (x > max) max = x;
    }
    if (hasKnown) known++;
    else unknown++;
  });
  const histogram = () => {
    if (known === 0) return { edges: [], buckets: [] };
    const edges = histogramEdges(min, max);
    const buckets = new Array<number>(edges.length - 1).fill(0);
    forEachPlan(catalog, bits, (rows) => {
      for (const bucket of new Set(rows.map((row) => bucketOf(edges, values[row]!)))) {
        if (bucket >= 0) buckets[bucket] = buckets[bucket]! + 1;
      }
    });
    return { edges, buckets };
  };
  return { kind: 'number', known, unknown, min, max, histogram };
}

/** -1 for NaN, an unknown value. A value on an inner edge belongs to the bucket above. */
function bucketOf(edges: readonly number[], x: number): number {
  if (x !== x) return -1;
  let bucket = edges.length - 2;
  while (bucket > 0 && x < edges[bucket]!) bucket--;
  return bucket;
}
