import type { CompiledCatalog } from '../engine/compiledCatalog.ts';
import { planRow } from '../engine/markets.ts';
import type { StringPool } from '../engine/stringPool.ts';
import { count, createCounted, type Counted } from './counted.ts';
import { STEP_ROWS, type Steps } from '../steps.ts';

/** Rows that are the same thing in both versions: `from[i]` of the one, `to[i]` of the other. */
export interface RowPairs {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

export interface PairedPlans {
  /** By plan of the one version, its number in the other, -1 when it is not there. They ascend. */
  readonly toPlan: Int32Array;
  readonly pairs: RowPairs;
  /** Numbers of plans, of the version that has them. */
  readonly added: Counted;
  readonly removed: Counted;
}

/** Plans ascend by id in both versions, so one walk along them finds all. */
export function* pairPlans(from: CompiledCatalog, to: CompiledCatalog): Steps<PairedPlans> {
  const toPlan = new Int32Array(from.planCount).fill(-1);
  const most = Math.min(from.planCount, to.planCount);
  const pairs = { from: new Uint32Array(most), to: new Uint32Array(most) };
  const added = createCounted();
  const removed = createCounted();
  let paired = 0;
  let one = 0;
  let other = 0;
  while (one < from.planCount || other < to.planCount) {
    for (let step = 0; step < STEP_ROWS && (one < from.planCount || other < to.planCount); step++) {
      const order =
        one === from.planCount ? 1 : other === to.planCount ? -1 : compareStrings(from.planIds, one, to.planIds, other);
      if (order < 0) count(removed, one++);
      else if (order > 0) count(added, other++);
      else {
        pairs.from[paired] = planRow(from, one);
        pairs.to[paired++] = planRow(to, other);
        toPlan[one++] = other++;
      }
    }
    yield;
  }
  return { toPlan, pairs: { from: pairs.from.subarray(0, paired), to: pairs.to.subarray(0, paired) }, added, removed };
}

/** By UTF-16 code units, as plan ids are sorted; no string is made. */
export function compareStrings(one: StringPool, i: number, other: StringPool, j: number): number {
  const start = one.offsets[i]!;
  const otherStart = other.offsets[j]!;
  const length = one.offsets[i + 1]! - start;
  const otherLength = other.offsets[j + 1]! - otherStart;
  const shared = Math.min(length, otherLength);
  for (let at = 0; at < shared; at++) {
    const order = one.units[start + at]! - other.units[otherStart + at]!;
    if (order !== 0) return order;
  }
  return length - otherLength;
}
