import type { CompiledCatalog } from '../engine/compiledCatalog.ts';
import { createFitCheck } from '../engine/explainWhyNot.ts';
import { findPlan } from '../engine/findPlan.ts';
import { recommend } from '../engine/recommend.ts';
import type { Responses } from '../engine/schema.ts';
import { appealIn, type Popularity } from './popularity.ts';
import { popularReason, recommendPlans, RECOMMENDED_PLANS } from './recommendPlans.ts';
import type { RecommendedPlan } from './schema.ts';
import { segmentOf } from './segmentOf.ts';

export interface Recommendations {
  /** `live`: by fit, blended with what others chose. `segment`, `popular`: what others chose, of what the responses leave. */
  source: 'live' | 'segment' | 'popular';
  plans: RecommendedPlan[];
}

/**
 * What to recommend to whoever gave these responses. While it is not known which market they are in, no plan can be
 * ranked: then what others of their segment, else all others, chose, as far as it fits.
 */
export function recommendFor(
  catalog: CompiledCatalog,
  responses: Responses,
  dismissed: readonly string[],
  popularity: Popularity | null,
): Recommendations {
  const segment = segmentOf(catalog, responses);
  const appeal = popularity === null ? null : appealIn(popularity, segment);
  const plans = recommendPlans(catalog, responses, dismissed, appeal);
  if (plans.length > 0 || popularity === null || appeal === null) return { source: 'live', plans };
  const { needs } = recommend(catalog, { responses, limit: 0, include: [] });
  if (needs.length === 0) return { source: 'live', plans };

  const isKnown = Object.hasOwn(popularity.segments, segment);
  const known = [...(isKnown ? popularity.segments[segment]!.plans : []), ...popularity.overall.plans];
  const fits = createFitCheck(catalog, { responses });
  const popular = [...new Set(known.map(([planId]) => planId))]
    .filter((planId) => !dismissed.includes(planId) && fits(planId))
    .map((planId) => ({ planId, score: appeal(planId) }))
    .sort((a, b) => b.score - a.score || (a.planId < b.planId ? -1 : 1))
    .slice(0, RECOMMENDED_PLANS)
    .map(({ planId, score }, place) => ({
      planId,
      name: findPlan(catalog, planId)!.name,
      rank: place + 1,
      score,
      reasons: [popularReason(score)],
    }));
  return { source: isKnown ? 'segment' : 'popular', plans: popular };
}
