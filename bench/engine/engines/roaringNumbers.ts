import roaring, { type RoaringBitmap32 as Bitmap } from 'roaring';
import type { PanelPlan } from '../../panel/plans.ts';

const { RoaringBitmap32 } = roaring;

/** Rows in the order of their values, and at every `step` places a bitmap of all rows before it. */
export interface NumberIndex {
  values: Float64Array;
  sortedRows: Uint32Array;
  step: number;
  before: Bitmap[];
}

const CUMULATIVE_BITMAPS = 64;

export function buildNumberIndex(rows: readonly PanelPlan[], id: string): NumberIndex {
  const column = Float64Array.from(rows, (plan) => plan.values[id] as number);
  const sortedRows = Uint32Array.from(rows.keys()).sort((a, b) => column[a]! - column[b]! || a - b);
  const values = Float64Array.from(sortedRows, (row) => column[row]!);
  const step = Math.max(1, Math.ceil(rows.length / CUMULATIVE_BITMAPS));
  const before: Bitmap[] = [];
  const running = new RoaringBitmap32();
  for (let place = 0; place <= rows.length + step; place += step) {
    before.push(finish(running.clone()));
    running.addMany(sortedRows.subarray(place, place + step));
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

export function findRange(index: NumberIndex, min: number, max: number): Bitmap {
  const upper = rowsBefore(index, countBelow(index.values, max, true));
  const start = countBelow(index.values, min, false);
  return start === 0 ? upper : RoaringBitmap32.andNot(upper, rowsBefore(index, start));
}

export function finish(bitmap: Bitmap): Bitmap {
  bitmap.runOptimize();
  bitmap.shrinkToFit();
  return bitmap;
}
