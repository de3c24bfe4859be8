import { comparePlans as compare } from '../domain/engine/comparePlans.ts';
import type { CompareRequest } from '../domain/engine/schema.ts';
import { AppError, type Fault } from '../domain/errors.ts';
import { freshnessOf } from './catalogFreshness.ts';
import { checkAgainstQuestionnaire } from './checkQuestionnaire.ts';
import type { Dependencies } from './dependencies.ts';
import { timedSync } from './timing.ts';
import type { UseCases } from './useCases.ts';

export function createComparePlans({
  snapshots,
  clock,
}: Pick<Dependencies, 'snapshots' | 'clock'>): UseCases['comparePlans'] {
  return async function comparePlans({ tenantId, catalogId, request, timing }) {
    const active = await snapshots.current(tenantId, catalogId);
    return timedSync(clock, timing, 'engine', () => {
      const { compiled } = active;
      const { responses = {}, fixed = {} } = request;
      checkAgainstQuestionnaire(compiled, { responses, fixed }, repeatedPlanFaults(request));
      const comparison = compare(compiled, request);
      if ('unknownPlanIds' in comparison) {
        throw new AppError('plan_not_found', { faults: unknownPlanFaults(request, comparison.unknownPlanIds) });
      }
      return { ...freshnessOf(active), ...comparison };
    });
  };
}

function repeatedPlanFaults({ planIds }: CompareRequest): Fault[] {
  return planIds.flatMap((planId, place) =>
    planIds.indexOf(planId) === place
      ? []
      : [{ path: `/planIds/${place}`, code: 'duplicate_value', message: 'names a plan that is named before' }],
  );
}

function unknownPlanFaults({ planIds }: CompareRequest, unknownPlanIds: readonly string[]): Fault[] {
  return unknownPlanIds.map((planId) => ({
    path: `/planIds/${planIds.indexOf(planId)}`,
    code: 'unknown_plan',
    message: 'is not a plan of the active version',
  }));
}
