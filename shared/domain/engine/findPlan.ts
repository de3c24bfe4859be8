import { planCard, rowOf, type CompiledCatalog, type PlanCard } from './compiledCatalog.ts';

export function findPlan(catalog: CompiledCatalog, planId: string): PlanCard | undefined {
  const row = rowOf(catalog, planId);
  return row < 0 ? undefined : planCard(catalog, row);
}
