import type { Catalog, OfferRow, Plan } from '../../../shared/domain/catalog/schema.ts';
import { questionOf } from './naming.ts';
import { valueOf, type GivenAnswer } from './values.ts';

/** A plan as one market has it; of a catalogue without offers, the plan itself. */
export type Offered = Plan;

/** Everything that can be had anywhere: each row of the offers laid over its plan. */
export function offersOf(catalog: Catalog): Offered[] {
  if (catalog.offers === undefined) return catalog.plans;
  const planOf = new Map(catalog.plans.map((plan) => [plan.planId, plan]));
  return catalog.offers.rows.map((row) => overlay(planOf.get(row.planId)!, row));
}

/** The values of the row over those of the plan: a null makes unknown, an absent key keeps the plan's value. */
function overlay(plan: Plan, row: OfferRow): Offered {
  const values = [...Object.entries(plan.values ?? {}), ...Object.entries(row.values ?? {})];
  return { ...plan, values: Object.fromEntries(values) };
}

/** Plans are counted, however many of their rows there are. */
export function countPlans(offered: Offered[]): number {
  return new Set(offered.map(({ planId }) => planId)).size;
}

/**
 * What a plan is compared by: its offer in the market that is asked for. While that is not known, and where it is not
 * sold there, the plan itself.
 */
export function standingFor({ catalog, answers, needs }: Market, planId: string): Offered | undefined {
  const plan = catalog.plans.find((other) => other.planId === planId);
  if (catalog.offers === undefined || needs.length > 0) return plan;
  const isAskedFor = (offer: Offered) =>
    catalog.offers!.requires.every((id) => valueOf(offer, questionOf(catalog, id).attribute!) === answers.get(id));
  return offersOf(catalog).find((offer) => offer.planId === planId && isAskedFor(offer)) ?? plan;
}

/** The part of a situation that says which market is asked for. */
interface Market {
  catalog: Catalog;
  answers: Map<string, GivenAnswer>;
  needs: string[];
}
