import fc from 'fast-check';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import { explainWhyNot } from '../../../shared/domain/engine/explainWhyNot.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';
import { countPopularity } from '../../../shared/domain/recommendation/popularity.ts';
import { recommendFor } from '../../../shared/domain/recommendation/recommendFor.ts';
import { segmentOf } from '../../../shared/domain/recommendation/segmentOf.ts';
import { smallCatalog } from '../application/harness.ts';

const small = compileCatalog(smallCatalog());
const mobile = compileCatalog(exampleCatalog);

const popularities = fc
  .array(
    fc.record({
      segment: fc.constantFrom('[]', '["x"]'),
      plans: fc.dictionary(fc.constantFrom('p1', 'p2', 'p3', 'gone'), fc.integer({ min: 1, max: 5 })),
    }),
    { maxLength: 8 },
  )
  .map(countPopularity);

describe('recommended plans', () => {
  it('are those of the shortlist while nothing is known of others', () => {
    const { plans } = recommendFor(small, { network: 'A' }, [], null);
    const shortlist = recommend(small, { responses: { network: 'A' } });
    expect(plans).toEqual(
      shortlist.plans!.map(({ planId, name, rank, score, reasons }) => ({ planId, name, rank, score, reasons })),
    );
  });

  it('fit the responses, were not dismissed, and have reasons that sum to their score', () => {
    fc.assert(
      fc.property(
        popularities,
        fc.record({ network: fc.constantFrom('A', 'B', 'C') }, { requiredKeys: [] }),
        fc.subarray(['p1', 'p2']),
        (popularity, responses, dismissed) => {
          const { source, plans } = recommendFor(small, responses, dismissed, popularity);
          expect(source).toBe('live');
          plans.forEach(({ planId, rank, score, reasons }, place) => {
            expect(explainWhyNot(small, { planId, responses })?.fits).toBe(true);
            expect(dismissed).not.toContain(planId);
            expect(rank).toBe(place + 1);
            expect(reasons!.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(score, 9);
            if (place > 0) expect(plans[place - 1]!.score).toBeGreaterThanOrEqual(score);
          });
          const { total } = recommend(small, { responses, exclude: dismissed });
          expect(plans).toHaveLength(total);
        },
      ),
    );
  });

  it('rise with what others of the segment chose', () => {
    const chosen = countPopularity([{ segment: '[]', plans: { p2: 5 } }]);
    const { plans } = recommendFor(small, { price: 25 }, [], chosen);
    const alone = recommendFor(small, { price: 25 }, [], null).plans;
    expect(alone.map(({ planId, score }) => [planId, score])).toEqual([
      ['p1', 0.75],
      ['p2', 0.5],
    ]);
    expect(plans.map(({ planId, score }) => [planId, score])).toEqual([
      ['p1', 0.8 * 0.75],
      ['p2', 0.8 * 0.5 + 0.2],
    ]);
    expect(plans.find(({ planId }) => planId === 'p2')!.reasons!.at(-1)).toEqual({
      code: 'popular_with_similar',
      questionId: null,
      attribute: null,
      contribution: 0.2,
      params: {},
    });
  });

  it('are what others chose while it is not known which market the person is in, as far as it fits', () => {
    const north = segmentOf(mobile, {});
    const counted = countPopularity([{ segment: north, plans: { p2: 1, p3: 5, gone: 5 } }]);
    const open = recommendFor(mobile, {}, [], counted);
    expect(open.source).toBe('segment');
    expect(open.plans.map(({ planId }) => planId)).toEqual(['p3', 'p2']);
    expect(recommendFor(mobile, { network: ['A'] }, [], counted).plans.map(({ planId }) => planId)).toEqual(['p2']);
    expect(recommendFor(mobile, {}, ['p3'], counted).plans.map(({ planId }) => planId)).toEqual(['p2']);
    expect(recommendFor(mobile, { status: 'student' }, [], counted).source).toBe('popular');
    expect(recommendFor(mobile, {}, [], null)).toEqual({ source: 'live', plans: [] });
    expect(recommendFor(mobile, { region: 'north' }, [], counted).source).toBe('live');
  });

  it('are none where nothing fits', () => {
    const counted = countPopularity([{ segment: '[]', plans: { p1: 5 } }]);
    expect(recommendFor(small, { network: 'C' }, [], counted)).toEqual({ source: 'live', plans: [] });
  });
});

describe('a segment', () => {
  it('is made of the effective answers to the questions that the catalogue names', () => {
    expect(segmentOf(small, { network: 'A' })).toBe('[]');
    expect(segmentOf(mobile, { region: 'north', network: ['A'] })).toBe('["north",null]');
    expect(segmentOf(mobile, { status: 'student' })).toBe('[null,"student"]');
  });
});
