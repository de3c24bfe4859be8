import type { Attribute, Catalog, Plan } from '../../../shared/domain/catalog/schema.ts';
import type { CompareRequest, Comparison, WhyNot, WhyNotRequest } from '../../../shared/domain/engine/schema.ts';
import { filtersOf, fittingPlans, passes, type Filter } from './filtering.ts';
import { byScore, termsOf, utilityOf } from './ranking.ts';
import { isBetter } from './reasons.ts';
import { toPlainRequest } from './request.ts';
import { readSituation, type Situation } from './situation.ts';
import { boundsOf, numberOf, valueOf, type KnownValue } from './values.ts';

export function interpretCompare(catalog: Catalog, request: CompareRequest): Comparison | { unknownPlanIds: string[] } {
  const unknownPlanIds = request.planIds.filter((id) => planOf(catalog, id) === undefined);
  if (unknownPlanIds.length > 0) return { unknownPlanIds };
  const situation = readSituation(catalog, toPlainRequest(request));
  const plans = request.planIds.map((id) => planOf(catalog, id)!);
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

function betterPlan(situation: Situation, attribute: Attribute, plans: Plan[]): Plan | undefined {
  const terms = termsOf(situation).filter(({ column }) => column.id === attribute.id);
  const heaviest = terms.sort((a, b) => b.weight - a.weight)[0];
  if (heaviest !== undefined) {
    const utility = (plan: Plan) => utilityOf(situation.catalog, heaviest, plan);
    return plans.find((plan) => plans.every((other) => other === plan || utility(plan) > utility(other)));
  }
  if (attribute.type !== 'number') return undefined;
  const known = plans.filter((plan) => valueOf(plan, attribute.id) !== null);
  const number = (plan: Plan) => numberOf(valueOf(plan, attribute.id));
  return known.length > 0 && (attribute.better === 'lower' || attribute.better === 'higher')
    ? known.find((plan) => known.every((other) => other === plan || isBetter(attribute, number(plan), number(other))))
    : undefined;
}

export function interpretWhyNot(catalog: Catalog, request: WhyNotRequest): WhyNot | undefined {
  const plan = planOf(catalog, request.planId);
  if (plan === undefined) return undefined;
  const situation = readSituation(catalog, toPlainRequest(request));
  const fitting = fittingPlans(situation);
  const failing = filtersOf(situation).find((filter) => !passes(filter, plan));
  const others = fitting.filter((other) => other !== plan);
  const ranked = byScore(catalog, termsOf(situation), [...others, plan]);
  return {
    planId: plan.planId,
    fits: failing === undefined,
    failing:
      failing === undefined
        ? null
        : {
            questionId: failing.question.id,
            attribute: failing.column.id,
            value: valueOf(plan, failing.column.id),
            distance: distanceToPassing(failing, valueOf(plan, failing.column.id)),
          },
    rank: ranked.indexOf(plan) + 1,
    total: fitting.length,
  };
}

function distanceToPassing({ question, answer }: Filter, value: KnownValue | null): number | null {
  if (typeof value !== 'number') return null;
  if (question.kind === 'number') return Math.abs(value - numberOf(answer));
  const { min, max } = boundsOf(answer);
  return min !== undefined && value < min ? min - value : value - max!;
}

function planOf(catalog: Catalog, planId: string): Plan | undefined {
  return catalog.plans.find((plan) => plan.planId === planId);
}
