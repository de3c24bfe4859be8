import type { GivenFeedback } from '../session/session.ts';

/** How much the people of each segment, and all together, were drawn to plans. */
export interface Popularity {
  overall: Interest;
  /** By segment (`segmentOf`); those with the most interest. */
  segments: Record<string, Interest>;
}

export interface Interest {
  /** Of all plans, those that are not listed included. */
  weight: number;
  /** Plan id and weight, the heaviest first, ties by id; the most popular ones. */
  plans: [planId: string, weight: number][];
}

/** What one session adds. */
export interface SessionInterest {
  segment: string;
  plans: Readonly<Record<string, number>>;
}

/** Keeps the counted figures within one stored document. */
export const POPULARITY_LIMITS = { overallPlans: 200, segments: 100, segmentPlans: 20, sessionPlans: 20 } as const;

const WEIGHTS = { viewed: 1, saved: 3, chosen: 5 } as const;

/**
 * The weight of each plan a session gave feedback on: that of the strongest feedback, as looking again is no vote more.
 * Dismissing takes back what came before it. Only the heaviest plans count, the latest first among equals: nobody speaks for
 * a whole segment by choosing everything.
 */
export function interestOf(feedback: readonly GivenFeedback[]): Record<string, number> {
  const weights = new Map<string, number>();
  for (const { type, planId } of feedback) {
    const before = weights.get(planId) ?? 0;
    weights.delete(planId);
    if (type !== 'dismissed') weights.set(planId, Math.max(before, WEIGHTS[type]));
  }
  const heaviest = [...weights].reverse().sort(([, x], [, y]) => y - x);
  const kept = heaviest.slice(0, POPULARITY_LIMITS.sessionPlans);
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same sessions give the same figures, in whatever order they come. */
export function countPopularity(sessions: Iterable<SessionInterest>): Popularity {
  const overall = new Map<string, number>();
  const segments = new Map<string, Map<string, number>>();
  for (const { segment, plans } of sessions) {
    let own = segments.get(segment);
    if (own === undefined) segments.set(segment, (own = new Map<string, number>()));
    for (const [planId, weight] of Object.entries(plans)) {
      overall.set(planId, (overall.get(planId) ?? 0) + weight);
      own.set(planId, (own.get(planId) ?? 0) + weight);
    }
  }
  const { overallPlans, segmentPlans } = POPULARITY_LIMITS;
  const heaviest = [...segments]
    .map(([segment, plans]): [string, Interest] => [segment, toInterest(plans, segmentPlans)])
    .filter(([, { weight }]) => weight > 0)
    .sort(([a, { weight: x }], [b, { weight: y }]) => y - x || (a < b ? -1 : 1))
    .slice(0, POPULARITY_LIMITS.segments);
  return { overall: toInterest(overall, overallPlans), segments: Object.fromEntries(heaviest) };
}

function toInterest(weights: ReadonlyMap<string, number>, most: number): Interest {
  const plans = [...weights].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return { weight: plans.reduce((sum, [, weight]) => sum + weight, 0), plans: plans.slice(0, most) };
}

/** The appeal of a plan, 0 to 1: 1 is the most popular one. */
export type Appeal = (planId: string) => number;

/** So much of what everyone likes stands in for a segment of which little is known; in units of weight. */
const SMOOTHING = 20;

/**
 * Popularity within a segment, smoothed towards that of everyone (additive smoothing with the overall shares as prior:
 * a segment with little feedback is judged like all). null while there is no feedback at all.
 */
export function appealIn({ overall, segments }: Popularity, segment: string): Appeal | null {
  if (overall.weight === 0) return null;
  const own = Object.hasOwn(segments, segment) ? segments[segment]! : { weight: 0, plans: [] };
  const shares = new Map<string, number>();
  const share = (weight: number): number => (SMOOTHING * weight) / overall.weight;
  for (const [planId, weight] of overall.plans) shares.set(planId, share(weight));
  for (const [planId, weight] of own.plans) shares.set(planId, (shares.get(planId) ?? 0) + weight);
  const highest = [...shares.values()].reduce((most, value) => Math.max(most, value), 0);
  return (planId) => (shares.get(planId) ?? 0) / highest;
}
