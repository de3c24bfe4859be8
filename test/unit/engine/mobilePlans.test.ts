import type { Facet, ShortlistRequest } from '../../../shared/domain/engine/schema.ts';
import { implementations } from '../../support/implementations.ts';
import { exampleCatalog as mobileCatalog } from '../../../shared/domain/catalog/example.ts';

const answers = { region: 'north', network: ['A'], budget: { max: 25 }, travel: ['fr', 'pt'] };
const request: ShortlistRequest = { responses: answers, limit: 1 };

describe.each(implementations)('the mobile plans, answered by the %s', (_name, { recommend, compare, whyNot }) => {
  it('gives the first plan with its score and reasons', () => {
    const { total, unknownDropped, plans } = recommend(mobileCatalog, request);
    expect({ total, unknownDropped }).toEqual({ total: 2, unknownDropped: 0 });
    expect(plans).toEqual([
      {
        planId: 'p2',
        name: 'Roam',
        rank: 1,
        score: expect.closeTo(0.79, 12) as number,
        attributes: {
          monthlyPrice: 21,
          studentPrice: null,
          network: 'A',
          countries: ['fr', 'pt'],
          dataGb: 20,
          esim: false,
          region: 'north',
          terms: null,
        },
        reasons: [
          {
            code: 'within_budget',
            questionId: null,
            attribute: 'monthlyPrice',
            contribution: expect.closeTo(0.39, 12) as number,
            params: { limit: 25, value: 21 },
          },
          {
            code: 'matches',
            questionId: 'travel',
            attribute: 'countries',
            contribution: expect.closeTo(0.4, 12) as number,
            params: { value: ['fr', 'pt'], answer: ['fr', 'pt'] },
          },
        ],
      },
    ]);
  });

  it('counts the plans behind every option, without the facet of a question that does not apply', () => {
    const facets = recommend(mobileCatalog, request).facets!.map(withoutEmptyBuckets);
    expect(facets).toEqual([
      {
        questionId: 'region',
        options: [
          { value: 'north', count: 2, selected: true },
          { value: 'south', count: 1, selected: false },
        ],
        truncated: false,
      },
      {
        questionId: 'budget',
        min: 9,
        max: 21,
        histogram: [
          { from: 9, to: 10, count: 1 },
          { from: 20, to: 21, count: 1 },
        ],
        selected: { max: 25 },
      },
      {
        questionId: 'network',
        options: [
          { value: 'A', count: 2, selected: true },
          { value: 'B', count: 1, selected: false },
        ],
        truncated: false,
      },
      {
        questionId: 'data',
        min: 5,
        max: 20,
        histogram: [
          { from: 5, to: 6, count: 1 },
          { from: 19, to: 20, count: 1 },
        ],
        selected: null,
      },
    ]);
  });

  it('asks next what halves the rest, and says how settled the list is', () => {
    const { nextQuestion, stability, canStop, conflicts, relaxations } = recommend(mobileCatalog, request);
    expect(nextQuestion).toEqual({ questionId: 'status', expectedBits: 1 });
    expect({ stability, canStop }).toEqual({ stability: 0.5, canStop: false });
    expect({ conflicts, relaxations }).toEqual({ conflicts: [], relaxations: [] });
  });

  it('says what to give up when nothing fits, with the plan that would then be first by score', () => {
    const responses = { ...answers, budget: { max: 8 } };
    const { total, conflicts, relaxations } = recommend(mobileCatalog, { responses });
    expect(total).toBe(0);
    expect(conflicts).toEqual([['budget']]);
    expect(relaxations).toEqual([{ drop: ['budget'], total: 2, bestPlanId: 'p2' }]);
  });

  it('binds the budget to the price for students and asks about the eSIM once somebody is one', () => {
    const { total, unknownDropped, plans, facets } = recommend(mobileCatalog, {
      responses: { ...answers, status: 'student', network: [] },
    });
    expect({ total, unknownDropped }).toEqual({ total: 2, unknownDropped: 1 });
    expect(plans!.map(({ planId }) => planId)).toEqual(['p1', 'p3']);
    expect(facets!.map(({ questionId }) => questionId)).toEqual(['region', 'budget', 'network', 'data', 'esim']);
  });

  it('compares two plans by what counts', () => {
    expect(compare(mobileCatalog, { planIds: ['p1', 'p2'], responses: answers })).toEqual({
      planIds: ['p1', 'p2'],
      differences: [
        { attribute: 'monthlyPrice', values: [9, 21], betterPlanId: 'p1' },
        { attribute: 'studentPrice', values: [7, null], betterPlanId: 'p1' },
        {
          attribute: 'countries',
          values: [
            ['fr', 'es'],
            ['fr', 'pt'],
          ],
          betterPlanId: 'p2',
        },
        { attribute: 'dataGb', values: [5, 20], betterPlanId: 'p2' },
        { attribute: 'esim', values: [true, false], betterPlanId: null },
        { attribute: 'terms', values: ['https://example.org/t', null], betterPlanId: null },
      ],
    });
    expect(compare(mobileCatalog, { planIds: ['p9', 'p1', 'constructor'] })).toEqual({
      unknownPlanIds: ['p9', 'constructor'],
    });
  });

  it('says why a plan is not listed and where it would stand', () => {
    expect(whyNot(mobileCatalog, { planId: 'p3', responses: { ...answers, budget: { max: 20 } } })).toEqual({
      planId: 'p3',
      fits: false,
      failing: { questionId: 'budget', attribute: 'monthlyPrice', value: 24, distance: 4 },
      rank: 2,
      total: 1,
    });
    expect(whyNot(mobileCatalog, { planId: 'p2', responses: { ...answers, region: 'south' } })).toEqual({
      planId: 'p2',
      fits: false,
      failing: { questionId: 'region', attribute: 'region', value: 'north', distance: null },
      rank: 2,
      total: 1,
    });
    expect(whyNot(mobileCatalog, { planId: 'p1', responses: answers })).toEqual({
      planId: 'p1',
      fits: true,
      failing: null,
      rank: 2,
      total: 2,
    });
    expect(whyNot(mobileCatalog, { planId: '__proto__' })).toBeUndefined();
  });

  it('lists nothing before the region is known, and counts plans, not rows', () => {
    const { facets, ...rest } = recommend(mobileCatalog, {});
    expect(rest).toEqual({
      total: 3,
      unknownDropped: 0,
      needs: ['region'],
      derived: {},
      unmatched: [],
      plans: [],
      nextQuestion: { questionId: 'region', expectedBits: 0 },
      stability: 0,
      canStop: false,
      conflicts: [],
      relaxations: [],
    });
    expect(facets!.map(withoutEmptyBuckets)).toMatchObject([
      {
        questionId: 'region',
        options: [
          { value: 'north', count: 3 },
          { value: 'south', count: 1 },
        ],
      },
      {
        questionId: 'budget',
        min: 9,
        max: 24,
        histogram: [
          { from: 9, to: 10, count: 1 },
          { from: 11, to: 12, count: 1 },
          { from: 21, to: 22, count: 1 },
          { from: 23, to: 24, count: 1 },
        ],
      },
      {
        questionId: 'network',
        options: [
          { value: 'A', count: 2 },
          { value: 'B', count: 1 },
        ],
      },
      {
        questionId: 'data',
        histogram: [
          { from: 5, count: 1 },
          { from: 20, count: 1 },
          { from: 95, count: 1 },
        ],
      },
    ]);
  });

  it('counts a plan in every region where it fits', () => {
    const { total, plans, facets } = recommend(mobileCatalog, { responses: { region: 'south', budget: { max: 10 } } });
    expect({ total, plans }).toEqual({ total: 0, plans: [] });
    expect(facets![0]).toMatchObject({
      options: [
        { value: 'north', count: 1 },
        { value: 'south', count: 0, selected: true },
      ],
    });
  });

  it('leaves out the parts that are not asked for', () => {
    const bare = { total: 2, unknownDropped: 0, needs: [], derived: {}, unmatched: [] };
    expect(recommend(mobileCatalog, { ...request, include: [] })).toEqual(bare);
    const plans = recommend(mobileCatalog, { ...request, include: ['plans'] }).plans!;
    expect(plans.map((plan) => Object.keys(plan).includes('reasons'))).toEqual([false]);
    expect(recommend(mobileCatalog, { ...request, include: ['nextQuestion', 'waysOut'] })).toEqual({
      ...bare,
      nextQuestion: { questionId: 'status', expectedBits: 1 },
      stability: 0.5,
      canStop: false,
      conflicts: [],
      relaxations: [],
    });
  });
});

function withoutEmptyBuckets(facet: Facet): Facet {
  if (!('histogram' in facet)) return facet;
  return { ...facet, histogram: facet.histogram.filter(({ count }) => count > 0) };
}
