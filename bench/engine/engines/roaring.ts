import roaring, { type RoaringBitmap32 as Bitmap } from 'roaring';
import { facetColumns, numberColumns } from '../../panel/columns.ts';
import type { PanelPlan } from '../../panel/plans.ts';
import type { PanelAnswer } from '../../panel/sessions.ts';
import { asEngine } from '../plainPlans.ts';
import { createCounts, facetOffsets, type PanelEngine } from '../panelEngine.ts';
import { buildNumberIndex, findRange, finish, type NumberIndex } from './roaringNumbers.ts';
import { buildRankingColumns, createRanking, type RankingColumns } from './roaringRanking.ts';

const { RoaringBitmap32 } = roaring;

/**
 * Native CRoaring bitmaps, used as well as we know how: rows in the order of their ids, a bitmap per value, cumulative
 * bitmaps along every number, facets from shared prefix and suffix intersections, scores from typed arrays.
 */
export const build = (source: Iterable<PanelPlan>): PanelEngine => createEngine(buildIndex(source));

/** All that is kept: no closure below sees the plans themselves. */
interface Index {
  planIds: string[];
  bitmaps: Map<string, Map<string, Bitmap>>;
  numbers: Map<string, NumberIndex>;
  ranking: RankingColumns;
  everything: Bitmap;
}

function buildIndex(source: Iterable<PanelPlan>): Index {
  const rows = [...source].sort((a, b) => (a.planId < b.planId ? -1 : 1));
  return {
    planIds: rows.map(({ planId }) => planId),
    bitmaps: new Map(facetColumns.map(({ id, values }) => [id, buildOptionBitmaps(rows, id, values)])),
    numbers: new Map(numberColumns.map(({ id }) => [id, buildNumberIndex(rows, id)])),
    ranking: buildRankingColumns(rows),
    everything: RoaringBitmap32.fromRange(0, rows.length),
  };
}

function createEngine({ planIds, bitmaps, numbers, ranking, everything }: Index): PanelEngine {
  const rankTop = createRanking(ranking, planIds.length);
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

function buildOptionBitmaps(rows: readonly PanelPlan[], id: string, values: readonly string[]): Map<string, Bitmap> {
  const members = new Map<string, number[]>(values.map((value) => [value, []]));
  for (const [row, plan] of rows.entries()) {
    const value = plan.values[id]!;
    for (const member of Array.isArray(value) ? value : [String(value)]) members.get(member)!.push(row);
  }
  return new Map([...members].map(([value, list]) => [value, finish(new RoaringBitmap32(list))]));
}

function intersectAll(bitmaps: readonly Bitmap[]): Bitmap | undefined {
  const [first, ...others] = bitmaps;
  return others.reduce<Bitmap | undefined>((all, next) => all && RoaringBitmap32.and(all, next), first);
}

/** The intersection of `base` with all of `own`, and with all but each one of them. */
function intersectAllButOne(base: Bitmap, own: readonly Bitmap[]): { all: Bitmap; without: Bitmap[] } {
  const prefixes: Bitmap[] = [];
  let all = base;
  for (const bitmap of own) {
    prefixes.push(all);
    all = RoaringBitmap32.and(all, bitmap);
  }
  const without = new Array<Bitmap>(own.length);
  let suffix: Bitmap | undefined;
  for (let place = own.length - 1; place >= 0; place -= 1) {
    without[place] = suffix === undefined ? prefixes[place]! : RoaringBitmap32.and(prefixes[place]!, suffix);
    suffix = suffix === undefined ? own[place]! : RoaringBitmap32.and(suffix, own[place]!);
  }
  return { all, without };
}
