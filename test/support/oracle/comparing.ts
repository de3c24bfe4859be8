import type { Attribute, Catalog } from '../../../shared/domain/catalog/schema.ts';
import type { CompareRequest, Comparison } from '../../../shared/domain/engine/schema.ts';
import { standingFor, type Offered } from './offered.ts';
import { termsOf, utilityOf } from './ranking.ts';
import { isBetter } from './reasons.ts';
import { toPlainRequest } from './request.ts';
import { readSituation, type Situation } from './situation.ts';
import { numberOf, valueOf, type KnownValue } from './values.ts';

export function interpretCompare(catalog: Catalog, request: CompareRequest): Comparison | { unknownPlanIds: string[] } {
  const unknownPlanIds = request.planIds.filter((id) => catalog.plans.every(({ planId }) => planId !== id));
  if (unknownPlanIds.length > 0) return { unknownPlanIds };
  const situation = readSituation(catalog, toPlainRequest(request));
  const plans = request.planIds.map((id) => standingFor(situation, id)!);
  const differences = catalog.attributes
    .map((attribute) => ({ attribute, values: plans.map((plan) => valueOf(plan, attribute.id)) }))
    .filter(({ values }) => new Set(values.map(asComparable)).size > 1)
    .map(({ attribute, values }) => ({
      attribute: attribute.id,
      values,
      betterPlanId: betterPlan(situation, attribute, plans)?.planId ?? null,
    }));
  return { planIds: request.planIds, differences };
}

/** Equal texts mean equal values; a set's order does not matter. */
function asComparable(value: KnownValue | null): string {
  return JSON.stringify(Array.isArray(value) ? [...value].sort() : value);
}

function betterPlan(situation: Situation, attribute: Attribute, plans: Offered[]): Offered | undefined {
  const terms = termsOf(situation).filter(({ column }) => column.id === attribute.id);
  const heaviest = terms.sort((a, b) => b.weight - a.weight)[0];
  if (heaviest !== undefined) {
    const utility = (plan: Offered) => utilityOf(situation.catalog, heaviest, plan);
    return plans.find((plan) => plans.every((other) => other === plan || utility(plan) > utility(other)));
  }
  if (attribute.type !== 'number') return undefined;
  const known = plans.filter((plan) => valueOf(plan, attribute.id) !== null);
  const number = (plan: Offered) => numberOf(valueOf(plan, attribute.id));
  return known.length > 0 && (attribute.better === 'lower' || attribute.better === 'higher')
    ? known.find((plan) => known.every((other) => other === plan || isBetter(attribute, number(plan), number(other))))
    : undefined;
}
