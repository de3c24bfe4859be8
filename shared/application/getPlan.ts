import { findPlan } from '../domain/engine/findPlan.ts';
import { AppError } from '../domain/errors.ts';
import { freshnessOf } from './catalogFreshness.ts';
import type { Dependencies } from './dependencies.ts';
import type { UseCases } from './useCases.ts';

export function createGetPlan({ snapshots }: Pick<Dependencies, 'snapshots'>): UseCases['getPlan'] {
  return async function getPlan({ tenantId, catalogId, planId }) {
    const active = await snapshots.current(tenantId, catalogId);
    const plan = findPlan(active.compiled, planId);
    if (plan === undefined) throw new AppError('plan_not_found');
    return { ...plan, ...freshnessOf(active) };
  };
}
