import type { Question } from '../catalog/schema.ts';
import type { Bitset } from './bits.ts';
import type { Histogram, NumberCounts, OptionCounts } from './counts.ts';
import { isKnown, type NumberColumn, type Numbers, type OptionColumn } from './columns.ts';
import { bucketOf, bucketsPerUnit, histogramEdges } from './histogram.ts';
import type { Rows } from './rows.ts';

/** Some offers, and the plans that they are of. */
export interface OfferedPlans {
  /** No offer comes twice. */
  readonly offers: readonly Rows[];
  /** The same as a bitset; made when first asked for. */
  bits(): Bitset;
  /** The plans' own rows, ascending. */
  readonly planRows: Uint32Array;
  /** Of the whole catalogue. */
  readonly planCount: number;
  /** By offer row, the number of its plan. */
  readonly planOf: Uint32Array;
}

/**
 * As if each plan were one row, so that `passingAlone` holds: a plan passes with an option when any of its rows does. With
 * `unknown: include` a row without a value does whatever the option, and its plan counts as unknown; else one that holds
 * the option does, or for `match: none` one that does not.
 */
export function countDistinctOptions(column: OptionColumn, question: Question, plans: OfferedPlans): OptionCounts {
  const isNone = question.match === 'none';
  const { always, knownRows, unknown, known } = splitByKnown(column, question, plans);
  const { planOf, planCount } = plans;
  const isOffer = plans.bits();
  const held = new Array<number>(column.values.length + 1).fill(0);
  held[0] = unknown;
  /** By plan, the last code it was seen with (+ 1) and how many of its rows were. */
  const seen = new Uint32Array(planCount);
  const times = new Uint32Array(isNone ? planCount : 0);
  let code = 0;
  let count = 0;
  /** Says whether there may be more plans to count. */
  const visit = (row: number): boolean => {
    const plan = planOf[row]!;
    if (always !== null && always[plan] === 1) return true;
    const isFirst = seen[plan] !== code + 1;
    if (isFirst) seen[plan] = code + 1;
    if (isNone) {
      // An option shuts a plan out only if all of its rows hold it.
      times[plan] = isFirst ? 1 : times[plan]! + 1;
      if (times[plan] === knownRows![plan]) count++;
    } else if (isFirst) {
      count++;
    }
    return count < known;
  };
  for (; code < column.values.length; code++) {
    count = 0;
    forEachHolder(column, code, isOffer, visit);
    held[code + 1] = count;
  }
  return { kind: 'option', held, unknown, known };
}

interface KnownSplit {
  /** By plan, 1 for one that passes whatever the option; null when there are none. */
  readonly always: Uint8Array | null;
  /** By plan, its rows with a known value; null where nobody asks. */
  readonly knownRows: Uint32Array | null;
  /** Plans that pass whatever the option, and others with a known value. */
  readonly unknown: number;
  readonly known: number;
}

function splitByKnown(column: OptionColumn, { match, unknown: asked }: Question, plans: OfferedPlans): KnownSplit {
  if (column.known === null && match !== 'none') {
    return { always: null, knownRows: null, unknown: 0, known: plans.planRows.length };
  }
  const knownRows = new Uint32Array(plans.planCount);
  const unknownRows = new Uint8Array(plans.planCount);
  for (const { rows, from, to } of plans.offers) {
    for (let i = from; i < to; i++) {
      const plan = plans.planOf[rows[i]!]!;
      if (isKnown(column, rows[i]!)) knownRows[plan] = knownRows[plan]! + 1;
      else unknownRows[plan] = 1;
    }
  }
  const always = asked === 'include' ? unknownRows : null;
  let unknown = 0;
  let known = 0;
  for (let plan = 0; plan < plans.planCount; plan++) {
    if (always !== null && always[plan] === 1) unknown++;
    else if (knownRows[plan]! > 0) known++;
  }
  return { always, knownRows, unknown, known };
}

/** Calls back with the rows that hold a value, of those in the bitset, until told that it is enough. */
function forEachHolder(column: OptionColumn, code: number, among: Bitset, visit: (row: number) => boolean): void {
  const bits = column.bitsets[code] ?? null;
  if (bits !== null) {
    for (let word = 0; word < among.length; word++) {
      for (let left = bits[word]! & among[word]!; left !== 0; left &= left - 1) {
        if (!visit((word << 5) + 31 - Math.clz32(left & -left))) return;
      }
    }
    return;
  }
  const { sparseRows, sparseOffsets } = column;
  for (let i = sparseOffsets[code]!; i < sparseOffsets[code + 1]!; i++) {
    const row = sparseRows[i]!;
    if (row >>> 5 < among.length && ((among[row >>> 5]! >>> (row & 31)) & 1) === 1 && !visit(row)) return;
  }
}

export function countDistinctNumbers({ values }: NumberColumn, plans: OfferedPlans): NumberCounts {
  const { offers, planOf, planCount } = plans;
  const isKnownPlan = new Uint8Array(planCount);
  let min = Infinity;
  let max = -Infinity;
  for (const { rows, from, to } of offers) {
    for (let i = from; i < to; i++) {
      const x = values[rows[i]!]!;
      if (x !== x) continue;
      isKnownPlan[planOf[rows[i]!]!] = 1;
      if (x < min) min = x;
      if (x > max) max = x;
    }
  }
  const known = isKnownPlan.reduce((sum, one) => sum + one, 0);
  const histogram = (): Histogram => (known === 0 ? { edges: [], buckets: [] } : spreadPlans(values, plans, min, max));
  return { kind: 'number', known, unknown: plans.planRows.length - known, min, max, histogram };
}

/** A plan counts once in each bucket in which it has an offer. */
function spreadPlans(
  values: Numbers,
  { offers, planOf, planCount }: OfferedPlans,
  min: number,
  max: number,
): Histogram {
  const edges = histogramEdges(min, max);
  /** By plan, a bit for each bucket; there are at most 20. */
  const held = new Uint32Array(planCount);
  // Whatever numbers the edges are, as doubles: over all offers that is several times as fast.
  const bounds = Float64Array.from(edges);
  for (const rows of offers) markBuckets(values, rows, planOf, bounds, held);
  const buckets = new Array<number>(edges.length - 1).fill(0);
  for (const bits of held) {
    for (let bucket = 0; bucket < buckets.length; bucket++)
      buckets[bucket] = buckets[bucket]! + ((bits >>> bucket) & 1);
  }
  return { edges, buckets };
}

function markBuckets(
  values: Numbers,
  { rows, from, to }: Rows,
  planOf: Uint32Array,
  bounds: Float64Array,
  held: Uint32Array,
): void {
  const perUnit = bucketsPerUnit(bounds);
  for (let i = from; i < to; i++) {
    const x = values[rows[i]!]!;
    if (x !== x) continue;
    const plan = planOf[rows[i]!]!;
    held[plan] = held[plan]! | (1 << bucketOf(x, bounds, perUnit));
  }
}
