import type { Catalog, Plan } from '../../../shared/domain/catalog/schema.ts';
import { compareTops, noTops } from '../../../shared/domain/catalogDiff/compareTops.ts';
import type { TopsDiff } from '../../../shared/domain/catalogDiff/schema.ts';
import { finish } from '../../../shared/domain/steps.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import type { Responses } from '../../../shared/domain/engine/schema.ts';
import { flatCatalog } from '../../support/flatCatalog.ts';

/** Plans by price; the cheaper the better. */
const priced = (prices: Record<string, number | null>): Catalog =>
  flatCatalog({
    attributes: [{ id: 'price', type: 'number' }],
    plans: Object.fromEntries(
      Object.entries(prices).map(([id, price]): [string, NonNullable<Plan['values']>] => [id, { price }]),
    ),
    questions: [{ id: 'budget', kind: 'number', effect: 'filter', attribute: 'price', compare: 'atMost' }],
    ranking: [{ attribute: 'price', curve: { kind: 'linear', from: 100, to: 0 } }],
  });

const tops = (from: Catalog, to: Catalog, ...sample: Responses[]): TopsDiff =>
  finish(compareTops(compileCatalog(from), compileCatalog(to), sample));

const before = priced({ a: 10, b: 20, c: 30, d: 40 });

describe('the top of sessions', () => {
  it('is the same where nothing of it changed', () => {
    const same = { ...noTops(), sampled: 2, sameFirst: 2, sameFirstThree: 2 };
    expect(tops(before, priced({ a: 11, b: 21, c: 31, e: 41 }), {}, { budget: 31 })).toEqual(same);
  });

  it('may change below the first', () => {
    expect(tops(before, priced({ a: 10, b: 35, c: 30, d: 40 }), {})).toEqual({ ...noTops(), sampled: 1, sameFirst: 1 });
  });

  it('loses its first plan when that is removed or fits no more, not when others overtake it', () => {
    expect(tops(before, priced({ b: 20, c: 30 }), {})).toMatchObject({ sameFirst: 0, firstGone: 1 });
    expect(tops(before, priced({ a: 60, b: 20 }), { budget: 50 })).toMatchObject({ sameFirst: 0, firstGone: 1 });
    expect(tops(before, priced({ a: 50, b: 20, c: 30, d: 40 }), { budget: 50 })).toMatchObject({
      sameFirst: 0,
      firstGone: 0,
    });
  });

  it('may come to nothing, or come about', () => {
    const nothing = { ...noTops(), sampled: 1, firstGone: 1, nowNothing: 1 };
    expect(tops(before, priced({ a: 60, b: null }), { budget: 50 })).toEqual(nothing);
    expect(tops(before, priced({ a: 5 }), { budget: 6 })).toEqual({ ...noTops(), sampled: 1, nowSomething: 1 });
    const neither = { ...noTops(), sampled: 1, sameFirst: 1, sameFirstThree: 1, listedByNeither: 1 };
    expect(tops(before, priced({ a: 5 }), { budget: 1 })).toEqual(neither);
  });

  it('leaves out responses that a version does not know', () => {
    const without = { ...before, questions: [] };
    expect(tops(before, without, { budget: 5 })).toMatchObject({ sampled: 1, nowSomething: 1 });
    expect(tops(before, without, { budget: 35, other: 'x' })).toMatchObject({ sameFirstThree: 1 });
  });

  it('waits for a question that is required now', () => {
    const sold = flatCatalog({
      attributes: [{ id: 'where', type: 'category' }],
      plans: { a: {}, b: {} },
      questions: [{ id: 'where', kind: 'single', effect: 'filter', attribute: 'where' }],
      offers: { requires: ['where'], rows: [{ planId: 'a', values: { where: 'here' } }] },
    });
    const free = { ...sold };
    delete free.offers;
    const waiting = { ...noTops(), sampled: 1, nowNeeds: 1 };
    expect(tops(free, sold, {})).toEqual(waiting);
    expect(tops(sold, sold, {})).toMatchObject({ listedByNeither: 1, sameFirstThree: 1, nowNeeds: 0 });
  });
});
