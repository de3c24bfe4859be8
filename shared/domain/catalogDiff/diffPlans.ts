import type { CompiledCatalog } from '../engine/compiledCatalog.ts';
import { planOf } from '../engine/markets.ts';
import { stringAt } from '../engine/stringPool.ts';
import { compareAttributes, countDifferences, countMarked, createMarks } from './compareRows.ts';
import type { Counted } from './counted.ts';
import { compareStrings, type PairedPlans } from './pairPlans.ts';
import type { PlanList, PlansDiff } from './schema.ts';
import type { Steps } from '../steps.ts';

/** Plans by their own values, whatever their offers lay over them. */
export function* diffPlans(
  from: CompiledCatalog,
  to: CompiledCatalog,
  { pairs, added, removed }: PairedPlans,
): Steps<PlansDiff> {
  const marks = createMarks(pairs);
  const hasOtherName = (row: number, other: number): boolean =>
    compareStrings(from.names, planOf(from, row), to.names, planOf(to, other)) !== 0;
  const name = yield* countDifferences(pairs, hasOtherName, marks);
  const attributes = yield* compareAttributes(from, to, pairs, marks);
  const changed = yield* countMarked(pairs, marks);
  const planAt = (place: number): number => planOf(from, pairs.from[place]!);
  return {
    added: toPlanList(to, added, (plan) => plan),
    removed: toPlanList(from, removed, (plan) => plan),
    changed: {
      ...toPlanList(from, changed, planAt),
      name: toPlanList(from, name, planAt),
      attributes: attributes.map(({ attribute, ...counted }) => ({ attribute, ...toPlanList(from, counted, planAt) })),
    },
  };
}

function toPlanList(
  { planIds }: CompiledCatalog,
  { total, first }: Counted,
  planAt: (item: number) => number,
): PlanList {
  return { total, planIds: first.map((item) => stringAt(planIds, planAt(item))) };
}
