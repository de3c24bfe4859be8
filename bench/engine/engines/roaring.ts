import roaring, { type RoaringBitmap32 as Bitmap } from 'roaring';
import { preferences } from '../../panel/catalog.ts';
import { categoryColumns, facetColumns, numberColumns } from '../../panel/columns.ts';
import type { PanelPlan } from '../../panel/plans.ts';
import type { PanelAnswer, PanelSession } from '../../panel/sessions.ts';
import { createUtilities, preferenceWeights, toScore } from '../scoring.ts';
import { asEngine } from '../plainPlans.ts';
import { createCounts, facetOffsets, TOP_PLANS, type PanelEngine } from '../panelEngine.ts';

const { RoaringBitmap32 } = roaring;

/**
 * Native CRoaring bitmaps, used as well as we know how: rows in the order of their ids, a bitmap per value, cumulative
 * bitmaps along every number, facets from shared prefix and suffix intersections, scores from typed arrays.
 */
export function build(source: Iterable<PanelPlan>): PanelEngine {
  const rows = [...source].sort((a, b) => (a.planId < b.planId ? -1 : 1));
  const planIds = rows.map(({ planId }) => planId);
  const bitmaps = new Map(facetColumns.map(({ id, values }) => [id, buildOptionBitmaps(rows, id, values)]));
  const numbers = new Map(numberColumns.map(({ id }) => [id, buildNumberIndex(rows, id)]));
  const rankTop = buildRanking(rows);
  const everything = RoaringBitmap32.fromRange(0, rows.length);

  const toBitmap = (answer: PanelAnswer): Bitmap => {
    if (answer.test === 'range') return findRange(numbers.get(answer.columnId)!, answer.min, answer.max);
    const byOption = bitmaps.get(answer.columnId)!;
    const chosen = answer.options.map((option) => byOption.get(option)!);
    if (chosen.length === 1) return chosen[0]!;
    return answer.test === 'all'
      ? chosen.slice(1).reduce((all, next) => RoaringBitmap32.and(all, next), chosen[0]!)
      : RoaringBitmap32.orMany(chosen);
  };

  return asEngine((session) => {
    // What has no facet is part of every facet's base, so it comes first.
    const ranges = session.answers.filter(({ test }) => test === 'range').map(toBitmap);
    const answered = session.answers.filter(({ test }) => test !== 'range');
    const own = answered.map(toBitmap);
    const base = intersectAll(ranges) ?? everything;
    const bases = intersectAllButOne(base, own);
    const fitting = bases.all;

    const counts = createCounts();
    for (const { id, values } of facetColumns) {
      const place = answered.findIndex(({ columnId }) => columnId === id);
      const counted = place === -1 ? fitting : bases.without[place]!;
      const offset = facetOffsets.get(id)!;
      const byOption = bitmaps.get(id)!;
      for (const [rank, value] of values.entries()) {
        counts[offset + rank] = counted.andCardinality(byOption.get(value)!);
      }
    }
    return { total: fitting.size, planIds: rankTop(fitting, session).map((row) => planIds[row]!), counts };
  });
}

function buildOptionBitmaps(
  rows: readonly PanelPlan[],
  id: string,
  values: readonly string[],
): Map<string, Bitmap> {
  const members = new Map<string, number[]>(values.map((value) => [value, []]));
  for (const [row, plan] of rows.entries()) {
    const value = plan.values[id]!;
    for (const member of Array.isArray(value) ? value : [String(value)]) members.get(member)!.push(row);
  }
  return new Map([...members].map(([value, list]) => [value, finish(new RoaringBitmap32(list))]));
}

function finish(bitmap: Bitmap): Bitmap {
  bitmap.runOptimize();
  bitmap.shrinkToFit();
  return bitmap;
}

/** Rows in the order of their values, and at every `step` places a bitmap of all rows before it. */
interface NumberIndex {
  values: Float64Array;
  sortedRows: Uint32Array;
  step: number;
  before: Bitmap[];
}

const CUMULATIVE_BITMAPS = 64;

function buildNumberIndex(rows: readonly PanelPlan[], id: string): NumberIndex {
  const column = Float64Array.from(rows, (plan) => plan.values[id] as number);
  const sortedRows = Uint32Array.from(rows.keys()).sort((a, b) => column[a]! - column[b]! || a - b);
  const values = Float64Array.from(sortedRows, (row) => column[row]!);
  const step = Math.max(1, Math.ceil(rows.length / CUMULATIVE_BITMAPS));
  const before: Bitmap[] = [];
  for (let place = 0; place <= rows.length + step; place += step) {
    before.push(finish(new RoaringBitmap32(sortedRows.slice(0, place).sort())));
  }
  return { values, sortedRows, step, before };
}

/** How many of the ascending `values` lie below `bound`, or do not exceed it when `inclusive`. */
function countBelow(values: Float64Array, bound: number, inclusive: boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < bound || (inclusive && values[middle] === bound)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** All rows before a place in the order: the nearest cumulative bitmap, and a few rows more or less. */
function rowsBefore({ before, sortedRows, step }: NumberIndex, place: number): Bitmap {
  const nearest = Math.round(place / step);
  const bitmap = before[nearest]!;
  const covered = Math.min(nearest * step, sortedRows.length);
  if (covered === place) return bitmap;
  return covered < place
    ? bitmap.clone().addMany(sortedRows.subarray(covered, place))
    : bitmap.clone().removeMany(sortedRows.subarray(place, covered));
}

function findRange(index: NumberIndex, min: number, max: number): Bitmap {
  const upper = rowsBefore(index, countBelow(index.values, max, true));
  const start = countBelow(index.values, min, false);
  return start === 0 ? upper : RoaringBitmap32.andNot(upper, rowsBefore(index, start));
}

function intersectAll(bitmaps: readonly Bitmap[]): Bitmap | undefined {
  const [first, ...others] = bitmaps;
  return others.reduce<Bitmap | undefined>((all, next) => all && RoaringBitmap32.and(all, next), first);
}

/** The intersection of `base` with all of `own`, and with all but each one of them. */
function intersectAllButOne(
  base: Bitmap,
  own: readonly Bitmap[],
): { all: Bitmap; without: Bitmap[] } {
  const prefixes = [base];
  for (const bitmap of own) prefixes.push(RoaringBitmap32.and(prefixes.at(-1)!, bitmap));
  const without = new Array<Bitmap>(own.length);
  let suffix: Bitmap | undefined;
  for (let place = own.length - 1; place >= 0; place -= 1) {
    without[place] = suffix === undefined ? prefixes[place]! : RoaringBitmap32.and(prefixes[place]!, suffix);
    suffix = suffix === undefined ? own[place]! : RoaringBitmap32.and(suffix, own[place]!);
  }
  return { all: prefixes.at(-1)!, without };
}

/** Ranks the rows of a bitmap; of equal scores the smaller row, which is the smaller plan id, comes first. */
function buildRanking(
  rows: readonly PanelPlan[],
): (fitting: Bitmap, session: PanelSession) => readonly number[] {
  const columns = preferences.map(({ attribute, curve }) => {
    if (curve.kind !== 'ordered') return Float64Array.from(rows, (plan) => plan.values[attribute] as number);
    const order = categoryColumns.find(({ id }) => id === attribute)!.values;
    return Uint8Array.from(rows, (plan) => order.indexOf(plan.values[attribute] as string));
  });
  const [price, rating, size, age, grade, tier] = columns as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Uint8Array,
    Uint8Array,
  ];
  // A linear curve does not depend on the answer, so it is worked out once per plan.
  const fixedUtilities = createUtilities(preferences.map(() => ''));
  const priceTerms = price.map((value) => preferenceWeights[0]! * fixedUtilities[0]!(value));
  const ratingTerms = rating.map((value) => preferenceWeights[1]! * fixedUtilities[1]!(value));
  const buffer = new Uint32Array(rows.length);
  const orderTable = (place: number, session: PanelSession): Float64Array => {
    const { values } = categoryColumns.find(({ id }) => id === preferences[place]!.attribute)!;
    const utility = createUtilities(session.preferenceAnswers)[place]!;
    return Float64Array.from(values, (value) => preferenceWeights[place]! * utility(value));
  };
  const [sizeWidth, ageWidth] = [2, 3].map((place) => {
    const { curve } = preferences[place]!;
    return curve.kind === 'target' ? curve.width : NaN;
  }) as [number, number];
  const [, , sizeWeight, ageWeight] = preferenceWeights as [number, number, number, number];

  return (fitting, session) => {
    const wantedSize = session.preferenceAnswers[2] as number;
    const wantedAge = session.preferenceAnswers[3] as number;
    const gradeTerms = orderTable(4, session);
    const tierTerms = orderTable(5, session);
    const topRows: number[] = [];
    const topSums: number[] = [];
    const topScores: number[] = [];
    for (const row of fitting.toUint32Array(buffer)) {
      let sum = priceTerms[row]! + ratingTerms[row]!;
      sum += sizeWeight * Math.max(0, 1 - Math.abs(size[row]! - wantedSize) / sizeWidth);
      sum += ageWeight * Math.max(0, 1 - Math.abs(age[row]! - wantedAge) / ageWidth);
      sum += gradeTerms[grade[row]!]!;
      sum += tierTerms[tier[row]!]!;
      // The division keeps the order, so only a larger sum can be a larger score.
      const isFull = topRows.length === TOP_PLANS;
      if (isFull && sum <= topSums[TOP_PLANS - 1]!) continue;
      const score = toScore(sum);
      if (isFull) {
        if (score <= topScores[TOP_PLANS - 1]!) continue;
        topRows.pop();
        topSums.pop();
        topScores.pop();
      }
      let place = topRows.length;
      while (place > 0 && topScores[place - 1]! < score) place -= 1;
      topRows.splice(place, 0, row);
      topSums.splice(place, 0, sum);
      topScores.splice(place, 0, score);
    }
    return topRows;
  };
}
