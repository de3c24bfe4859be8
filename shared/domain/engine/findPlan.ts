import { rowOf, type CompiledCatalog } from './compiledCatalog.ts';
import type { PlanCard } from './planCards.ts';

export function findPlan(catalog: CompiledCatalog, planId: string): PlanCard | undefined {
  const row = rowOf(catalog, planId);
  return row < 0 ? undefined : catalog.cards.of(row);
}
