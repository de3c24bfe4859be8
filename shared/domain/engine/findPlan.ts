import { planNumber, type CompiledCatalog } from './compiledCatalog.ts';
import { planRow } from './markets.ts';
import type { PlanCard } from './planCards.ts';

export type FoundPlan = Pick<PlanCard, 'planId' | 'name' | 'attributes'>;

/** A plan with its own values, whatever its offers say. */
export function findPlan(catalog: CompiledCatalog, planId: string): FoundPlan | undefined {
  const plan = planNumber(catalog, planId);
  if (plan < 0) return undefined;
  const { name, attributes } = catalog.cards.of(planRow(catalog, plan));
  return { planId, name, attributes };
}
