import fc from 'fast-check';
import {
  appealIn,
  countPopularity,
  interestOf,
  POPULARITY_LIMITS,
} from '../../../shared/domain/recommendation/popularity.ts';
import type { GivenFeedback } from '../../../shared/domain/session/session.ts';

const at = '2026-01-01T00:00:00.000Z';
const feedback = (...given: [GivenFeedback['type'], string][]): GivenFeedback[] =>
  given.map(([type, planId]) => ({ type, planId, at }));

const session = fc.record({
  segment: fc.constantFrom('["a"]', '["b"]', '__proto__'),
  plans: fc.dictionary(fc.constantFrom('p1', 'p2', 'p3', 'constructor'), fc.integer({ min: 1, max: 5 })),
});

describe('the interest of a session', () => {
  it('is the strongest feedback on each plan, and none after it was dismissed', () => {
    const given = feedback(['viewed', 'p1'], ['chosen', 'p1'], ['viewed', 'p1'], ['saved', 'p2'], ['dismissed', 'p2']);
    expect(interestOf(given)).toEqual({ p1: 5 });
    expect(interestOf([...given, ...feedback(['viewed', 'p2'])])).toEqual({ p1: 5, p2: 1 });
  });
});

describe('popularity', () => {
  it('sums what the sessions of a segment and of all are drawn to, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(session, { maxLength: 30 }), (sessions) => {
        const counted = countPopularity(sessions);
        expect(countPopularity(sessions.toReversed())).toEqual(counted);
        const weightOf = (segment: string | null, planId: string): number =>
          sessions
            .filter((one) => segment === null || one.segment === segment)
            .reduce((sum, { plans }) => sum + (Object.hasOwn(plans, planId) ? plans[planId]! : 0), 0);
        for (const [planId, weight] of counted.overall.plans) expect(weight).toBe(weightOf(null, planId));
        for (const [segment, { weight, plans }] of Object.entries(counted.segments)) {
          expect(weight).toBe(plans.reduce((sum, [, own]) => sum + own, 0));
          for (const [planId, own] of plans) expect(own).toBe(weightOf(segment, planId));
        }
      }),
    );
  });

  it('keeps within one document', () => {
    const plans = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`plan-${i}`, 1 + (i % 5)]));
    const sessions = Array.from({ length: 500 }, (_, i) => ({ segment: `["${i}"]`, plans }));
    const counted = countPopularity(sessions);
    expect(Object.keys(counted.segments)).toHaveLength(POPULARITY_LIMITS.segments);
    expect(counted.overall.plans).toHaveLength(POPULARITY_LIMITS.overallPlans);
    expect(JSON.stringify(counted).length).toBeLessThan(100_000);
    // What is not listed is weighed all the same, so that shares stay shares.
    expect(counted.overall.weight).toBe(500 * 3_000);
  });
});

describe('the appeal of plans', () => {
  const popularity = countPopularity([
    { segment: 'small', plans: { p1: 5 } },
    ...Array.from({ length: 50 }, () => ({ segment: 'large', plans: { p2: 5 } })),
  ]);

  it('is 1 for the most popular one, 0 for one nobody looked at, nothing without any feedback', () => {
    expect(appealIn(popularity, 'large')!('p2')).toBe(1);
    expect(appealIn(popularity, 'large')!('p3')).toBe(0);
    expect(appealIn(countPopularity([]), 'large')).toBeNull();
  });

  it('judges a segment of which little is known like all', () => {
    expect(appealIn(popularity, 'small')!('p2')).toBe(1);
    expect(appealIn(popularity, 'never seen')!('p2')).toBe(1);
    expect(appealIn(popularity, 'small')!('p1')).toBeGreaterThan(appealIn(popularity, 'never seen')!('p1'));
    const well = countPopularity([
      ...Array.from({ length: 10 }, () => ({ segment: 'small', plans: { p1: 5 } })),
      ...Array.from({ length: 50 }, () => ({ segment: 'large', plans: { p2: 5 } })),
    ]);
    expect(appealIn(well, 'small')!('p1')).toBe(1);
    expect(appealIn(well, 'small')!('p2')).toBeLessThan(1);
  });
});
