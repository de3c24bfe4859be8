import type { Offers, Question, Value } from '../../../shared/domain/catalog/schema.ts';
import type { OptionFacet, ShortlistRequest } from '../../../shared/domain/engine/schema.ts';
import { flatCatalog } from '../../support/flatCatalog.ts';
import { implementations } from '../../support/implementations.ts';

type Row = [planId: string, values: Record<string, Value>];

/** Plans a, b and c of size 1, 2 and 3, of which c is sold nowhere unless rows say so. */
function shops(rows: Row[], extra: { requires?: string[]; questions?: Omit<Question, 'text'>[] } = {}) {
  const offers: Offers = {
    requires: extra.requires ?? ['where'],
    rows: rows.map(([planId, values]) => ({ planId, values })),
  };
  return flatCatalog({
    attributes: [
      { id: 'shop', type: 'category' },
      { id: 'price', type: 'number', better: 'lower' },
      { id: 'size', type: 'number' },
      { id: 'colour', type: 'category' },
    ],
    plans: { a: { size: 1, price: 50 }, b: { size: 2, colour: 'red' }, c: { size: 3, colour: 'blue' } },
    questions: [
      { id: 'price', kind: 'number', effect: 'filter', attribute: 'price', compare: 'atMost' },
      { id: 'where', kind: 'single', effect: 'filter', attribute: 'shop' },
      ...(extra.questions ?? []),
    ],
    ranking: [{ attribute: 'price', curve: { kind: 'linear', from: 100, to: 0 } }],
    offers,
  });
}

const colour: Omit<Question, 'text'> = { id: 'colour', kind: 'single', effect: 'filter', attribute: 'colour' };
const rows: Row[] = [
  ['a', { shop: 'x' }],
  ['a', { shop: 'y', price: 20 }],
  ['a', { shop: 'z', price: null }],
  ['b', { shop: 'x', price: 30 }],
  ['b', { shop: 'y', price: 40, colour: null }],
];
const catalog = shops(rows);

describe.each(implementations)('offers, answered by the %s', (_name, { recommend, compare, whyNot }) => {
  const pricesIn = (shop: string) =>
    recommend(catalog, { responses: { where: shop } }).plans!.map(({ planId, attributes }) => [
      planId,
      attributes.price,
    ]);

  it('lay their values over those of the plan: absent keeps, null makes unknown, no row means not sold', () => {
    expect(pricesIn('x')).toEqual([
      ['b', 30],
      ['a', 50],
    ]);
    expect(pricesIn('y')).toEqual([
      ['a', 20],
      ['b', 40],
    ]);
    expect(pricesIn('z')).toEqual([['a', null]]);
    expect(pricesIn('nowhere')).toEqual([]);
  });

  it('are what scores, reasons and sort look at', () => {
    const { plans } = recommend(catalog, { responses: { where: 'y' }, sort: 'price:desc' });
    expect(plans).toMatchObject([
      { planId: 'b', rank: 1, score: 0.6, reasons: [{ code: 'matches', params: { value: 40 } }] },
      { planId: 'a', rank: 2, score: 0.8, reasons: [{ code: 'best_in', params: { value: 20 } }] },
    ]);
  });

  it('leave nothing to be had where there is none', () => {
    const none = shops([]);
    expect(recommend(none, {})).toMatchObject({ total: 0, needs: ['where'], nextQuestion: { questionId: 'where' } });
    expect(recommend(none, { responses: { where: 'x' } })).toMatchObject({
      total: 0,
      needs: [],
      nextQuestion: null,
      conflicts: [],
      relaxations: [],
    });
  });

  it('need nothing when they require nothing', () => {
    const one = shops(
      [
        ['a', {}],
        ['c', { price: 10 }],
      ],
      { requires: [] },
    );
    const { total, needs, plans } = recommend(one, {});
    expect({ total, needs, ids: plans!.map(({ planId }) => planId) }).toEqual({ total: 2, needs: [], ids: ['c', 'a'] });
  });

  it('are needed in the order of requires, and known markets narrow the counts', () => {
    const two = shops(
      [
        ['a', { shop: 'x', colour: 'red' }],
        ['a', { shop: 'x', colour: 'blue' }],
        ['b', { shop: 'y', colour: 'red' }],
      ],
      { requires: ['colour', 'where'], questions: [colour] },
    );
    const asked = (request: ShortlistRequest) => {
      const { needs, total, facets, nextQuestion, plans } = recommend(two, request);
      const [, where, colours] = facets!;
      const counts = [where, colours].map((facet) => (facet as OptionFacet).options.map(({ count }) => count));
      return { needs, total, counts, next: nextQuestion?.questionId, listed: plans!.length };
    };
    // A plan with two rows counts once: in x there are two, in red one of them.
    expect(asked({})).toEqual({
      needs: ['colour', 'where'],
      total: 2,
      counts: [
        [1, 1],
        [1, 2],
      ],
      next: 'colour',
      listed: 0,
    });
    expect(asked({ responses: { colour: 'red' } })).toMatchObject({
      needs: ['where'],
      total: 2,
      counts: [
        [1, 1],
        [1, 2],
      ],
    });
    expect(asked({ responses: { where: 'x' }, fixed: { colour: 'red' } })).toEqual({
      needs: [],
      total: 1,
      counts: [[1, 1], [1]],
      next: undefined,
      listed: 1,
    });
  });

  it('count a plan in each bucket in which one of its rows is', () => {
    const [price] = recommend(catalog, {}).facets!;
    expect(price).toMatchObject({ min: 20, max: 50 });
    const buckets = (price as { histogram: { count: number }[] }).histogram.filter(({ count }) => count > 0);
    expect(buckets.map(({ count }) => count)).toEqual([1, 1, 1, 1]);
    const same = shops([
      ['a', { shop: 'x', price: 10 }],
      ['a', { shop: 'y', price: 10 }],
    ]);
    expect(recommend(same, {}).facets![0]).toMatchObject({ histogram: [{ from: 10, to: 10, count: 1 }] });
  });

  it('drop a plan as unknown only where all rows that are left fail', () => {
    const { total, unknownDropped } = recommend(catalog, { responses: { price: 25 } });
    // a fits in y; b fits nowhere, known or not.
    expect({ total, unknownDropped }).toEqual({ total: 1, unknownDropped: 0 });
    const inZ = recommend(catalog, { responses: { price: 25, where: 'z' } });
    expect([inZ.total, inZ.unknownDropped]).toEqual([0, 1]);
  });

  it('show in the facet of a required question what other markets have', () => {
    const { facets } = recommend(catalog, { responses: { where: 'x', price: 40 } });
    expect((facets![1] as OptionFacet).options).toEqual([
      { value: 'x', count: 1, selected: true },
      { value: 'y', count: 2, selected: false },
    ]);
    const fixed = recommend(catalog, { fixed: { where: 'x' }, responses: { price: 40 } });
    expect((fixed.facets![1] as OptionFacet).options).toEqual([{ value: 'x', count: 1, selected: true }]);
  });

  it('list options that only a plan itself or a plan that is not sold holds, where unknown values pass', () => {
    const lenient = shops(rows, { questions: [{ ...colour, unknown: 'include' }] });
    const { facets } = recommend(lenient, { responses: { where: 'y' } });
    expect((facets![2] as OptionFacet).options.map(({ value, count }) => [value, count])).toEqual([
      ['blue', 2],
      ['red', 2],
    ]);
  });

  it('are never given up, nor the market', () => {
    const { conflicts, relaxations } = recommend(catalog, { responses: { where: 'x', price: 5 } });
    expect({ conflicts, relaxations }).toEqual({
      conflicts: [['price']],
      relaxations: [{ drop: ['price'], total: 2, bestPlanId: 'b' }],
    });
    const nowhere = recommend(catalog, { responses: { where: 'nowhere', price: 5 } });
    expect(nowhere).toMatchObject({ total: 0, conflicts: [], relaxations: [] });
  });

  it('leave plans that are excluded out of all markets', () => {
    const { total, facets } = recommend(catalog, { exclude: ['a'] });
    expect(total).toBe(1);
    expect((facets![1] as OptionFacet).options.map(({ value }) => value)).toEqual(['x', 'y']);
  });

  it('are compared in the market, and as plans where that is not known or does not have them', () => {
    const differences = (responses: ShortlistRequest['responses']) => {
      const comparison = compare(catalog, { planIds: ['a', 'b'], responses });
      return 'differences' in comparison ? comparison.differences : [];
    };
    const price = (values: Value[], betterPlanId: string | null) => ({ attribute: 'price', values, betterPlanId });
    expect(differences({ where: 'y' })).toEqual([
      price([20, 40], 'a'),
      { attribute: 'size', values: [1, 2], betterPlanId: null },
    ]);
    expect(differences({})).toContainEqual(price([50, null], 'a'));
    // b is not sold in z.
    expect(differences({ where: 'z' })).toContainEqual({
      attribute: 'shop',
      values: ['z', null],
      betterPlanId: null,
    });
  });

  it('say why a plan cannot be had', () => {
    const ask = (planId: string, responses: ShortlistRequest['responses']) => whyNot(catalog, { planId, responses });
    // In the market: as without offers.
    expect(ask('a', { where: 'x', price: 45 })).toEqual({
      planId: 'a',
      fits: false,
      failing: { questionId: 'price', attribute: 'price', value: 50, distance: 5 },
      rank: 2,
      total: 1,
    });
    // Not sold there: its markets differ, so none is named.
    expect(ask('b', { where: 'z', price: 5 })).toEqual({
      planId: 'b',
      fits: false,
      failing: { questionId: 'where', attribute: 'shop', value: null, distance: null },
      rank: 1,
      total: 0,
    });
    // Sold nowhere.
    expect(ask('c', { price: 5 })).toEqual({ planId: 'c', fits: false, failing: null, rank: null, total: 0 });
    expect(ask('c', { price: 5, where: 'x' })).toMatchObject({ failing: { questionId: 'where', value: null } });
  });

  it('say before the market is known whether a plan fits anywhere, and how far the nearest is', () => {
    expect(whyNot(catalog, { planId: 'b', responses: { price: 25 } })).toEqual({
      planId: 'b',
      fits: false,
      failing: { questionId: 'price', attribute: 'price', value: null, distance: 5 },
      rank: null,
      total: 1,
    });
    expect(whyNot(catalog, { planId: 'a', responses: { price: 25 } })).toMatchObject({ fits: true, failing: null });
  });
});
