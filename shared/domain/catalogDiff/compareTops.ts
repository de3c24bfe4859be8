import { planNumber, type CompiledCatalog } from '../engine/compiledCatalog.ts';
import { explainWhyNot } from '../engine/explainWhyNot.ts';
import { knownResponses } from '../engine/knownResponses.ts';
import { recommend } from '../engine/recommend.ts';
import type { Responses } from '../engine/schema.ts';
import type { TopsDiff } from './schema.ts';
import type { Steps } from '../steps.ts';

interface Top {
  total: number;
  /** Whether a required question is open, so that no plans are listed. */
  needs: boolean;
  /** The first three. */
  planIds: readonly string[];
}

/**
 * What becomes of the first plans of these sessions. Each version ignores the responses it does not know. One step is one
 * shortlist without facets, next question or ways out.
 */
export function* compareTops(
  from: CompiledCatalog,
  to: CompiledCatalog,
  sample: readonly Responses[],
): Steps<TopsDiff> {
  const diff = noTops();
  for (const responses of sample) {
    const before = topOf(from, responses);
    yield;
    const after = topOf(to, responses);
    yield;
    const [first] = before.planIds;
    diff.sampled++;
    if (first === after.planIds[0]) diff.sameFirst++;
    if (before.planIds.length === after.planIds.length && before.planIds.every((id, i) => id === after.planIds[i])) {
      diff.sameFirstThree++;
    }
    if (before.total > 0 && after.total === 0) diff.nowNothing++;
    if (before.total === 0 && after.total > 0) diff.nowSomething++;
    if (!before.needs && after.needs) diff.nowNeeds++;
    if (before.planIds.length + after.planIds.length === 0) diff.listedByNeither++;
    if (first !== undefined && !after.planIds.includes(first) && !fits(to, first, responses)) diff.firstGone++;
    yield;
  }
  return diff;
}

export function noTops(): TopsDiff {
  return {
    sampled: 0,
    sameFirst: 0,
    sameFirstThree: 0,
    firstGone: 0,
    nowNothing: 0,
    nowSomething: 0,
    nowNeeds: 0,
    listedByNeither: 0,
  };
}

function topOf(catalog: CompiledCatalog, stored: Responses): Top {
  const { responses } = knownResponses(catalog, stored);
  const { total, needs, plans = [] } = recommend(catalog, { responses, limit: 3, include: ['plans'] });
  return { total, needs: needs.length > 0, planIds: plans.map(({ planId }) => planId) };
}

function fits(catalog: CompiledCatalog, planId: string, stored: Responses): boolean {
  if (planNumber(catalog, planId) < 0) return false;
  const { responses } = knownResponses(catalog, stored);
  return explainWhyNot(catalog, { planId, responses })?.fits === true;
}
