import type { CompiledCatalog } from '../engine/compiledCatalog.ts';
import { recommend } from '../engine/recommend.ts';
import type { RankedPlan, Reason, Responses } from '../engine/schema.ts';
import type { Appeal } from './popularity.ts';
import type { RecommendedPlan } from './schema.ts';

export const RECOMMENDED_PLANS = 20;

/** Only so many of the best fitting plans can be lifted by what others chose. */
const CANDIDATES = 100;

/** The part of a score that is what others chose; the rest is how well the plan fits the responses. */
const APPEAL_SHARE = 0.2;

/**
 * The plans to recommend: those that fit best, blended with what appealed to others. Every plan fits the responses, and
 * none was dismissed.
 *
 * @param appeal null: nothing is known of others.
 */
export function recommendPlans(
  catalog: CompiledCatalog,
  responses: Responses,
  dismissed: readonly string[],
  appeal: Appeal | null,
): RecommendedPlan[] {
  const { plans = [] } = recommend(catalog, {
    responses,
    exclude: [...dismissed],
    limit: CANDIDATES,
    include: ['plans', 'reasons'],
  });
  const blended = appeal === null ? plans.map(toRecommended) : plans.map((plan) => blend(plan, appeal(plan.planId)));
  return blended
    .sort((a, b) => b.score - a.score || (a.planId < b.planId ? -1 : 1))
    .slice(0, RECOMMENDED_PLANS)
    .map((plan, place) => ({ ...plan, rank: place + 1 }));
}

function toRecommended({ planId, name, rank, score, reasons = [] }: RankedPlan): RecommendedPlan {
  return { planId, name, rank, score, reasons };
}

function blend(plan: RankedPlan, appeal: number): RecommendedPlan {
  const { reasons = [], ...recommended } = toRecommended(plan);
  const popular = popularReason(APPEAL_SHARE * appeal);
  const fitting = reasons.map((reason) => ({ ...reason, contribution: (1 - APPEAL_SHARE) * reason.contribution }));
  return {
    ...recommended,
    score: (1 - APPEAL_SHARE) * plan.score + popular.contribution,
    reasons: [...fitting, popular],
  };
}

/** What others chose, as a reason; it belongs to no question and no attribute. */
export function popularReason(contribution: number): Reason {
  return { code: 'popular_with_similar', questionId: null, attribute: null, contribution, params: {} };
}
