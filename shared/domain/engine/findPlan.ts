import { rowOf, type CompiledCatalog } from './compiledCatalog.ts';
import type { PlanCard } from './planCards.ts';

export type FoundPlan = Pick<PlanCard, 'planId' | 'name' | 'attributes'>;

export function findPlan(catalog: CompiledCatalog, planId: string): FoundPlan | undefined {
  const row = rowOf(catalog, planId);
  if (row < 0) return undefined;
  const { name, attributes } = catalog.cards.of(row);
  return { planId, name, attributes };
}
