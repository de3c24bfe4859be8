import { knownResponses } from '../../domain/engine/knownResponses.ts';
import { recommendFor, type Recommendations } from '../../domain/recommendation/recommendFor.ts';
import type { Session } from '../../domain/session/session.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Popularities } from '../facts/popularities.ts';
import { createProjection, type Projection } from './projection.ts';

/** The list recommended to a session. */
export function createRecommendationsProjection(popularities: Popularities, clock: Clock): Projection<Recommendations> {
  return createProjection(
    {
      name: 'recommendations',
      observeLag: (metrics, lagMs) => metrics.observe('precompute.lagMs', lagMs),
      async compute(session, { compiled, tenantId, catalogId }) {
        const counted = await popularities.current(tenantId, catalogId);
        const { responses } = knownResponses(compiled, session.responses);
        const content = recommendFor(compiled, responses, dismissedOf(session), counted?.popularity ?? null);
        return { content, modelActivation: counted?.activation ?? 0 };
      },
    },
    clock,
  );
}

/** Plans a person does not want to see again: dismissed, and neither saved nor chosen since. */
export function dismissedOf({ feedback }: Session): string[] {
  const dismissed = new Set<string>();
  for (const { type, planId } of feedback) {
    if (type === 'dismissed') dismissed.add(planId);
    else if (type !== 'viewed') dismissed.delete(planId);
  }
  return [...dismissed];
}
