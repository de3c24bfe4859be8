import type { Curve, Question, Value } from '../../../shared/domain/catalog/schema.ts';
import type { Answer } from '../../../shared/domain/engine/schema.ts';
import { flatCatalog, planId } from '../../support/flatCatalog.ts';
import { implementations } from '../../support/implementations.ts';

type Case = [curve: Curve, kind: Question['kind'], answer: Answer, utilities: number[]];

const sizes: Value[] = [-10, 0, 5, 20, null];
const onSizes: Case[] = [
  [{ kind: 'linear', from: 0, to: 20 }, 'number', 7, [0, 0, 0.25, 1, 0]],
  [{ kind: 'linear', from: 20, to: 0 }, 'range', { min: 1 }, [1, 1, 0.75, 0, 0]],
  [{ kind: 'atMost' }, 'number', 5, [1, 1, 1, 0, 0]],
  [{ kind: 'atLeast' }, 'number', 5, [0, 0, 1, 1, 0]],
  [{ kind: 'equals' }, 'number', -0, [0, 1, 0, 0, 0]],
  [{ kind: 'target', width: 20 }, 'number', 5, [0.25, 0.75, 1, 0.25, 0]],
  [{ kind: 'target', width: 10 }, 'range', { min: 0, max: 6 }, [0, 1, 1, 0, 0]],
  [{ kind: 'target', width: 20 }, 'range', { max: 5 }, [1, 1, 1, 0.25, 0]],
  [{ kind: 'target', width: 5e-324 }, 'number', 5, [0, 0, 1, 0, 0]],
];

const grades: Value[] = ['low', 'mid', 'high', 'other', null];
const order = ['low', 'mid', 'high'];
const onGrades: Case[] = [
  [{ kind: 'equals' }, 'single', 'mid', [0, 1, 0, 0, 0]],
  [{ kind: 'equals' }, 'multiple', ['mid', 'other'], [0, 1, 0, 1, 0]],
  [{ kind: 'ordered', order }, 'single', 'low', [1, 0.5, 0, 0, 0]],
  [{ kind: 'ordered', order }, 'multiple', ['low', 'high', 'other'], [1, 0.5, 1, 0, 0]],
  [{ kind: 'ordered', order: ['mid'] }, 'single', 'mid', [0, 1, 0, 0, 0]],
  [{ kind: 'ordered', order }, 'single', 'other', [0, 0, 0, 0, 0]],
  // Without an order of its own the declared one counts: high, low.
  [{ kind: 'ordered' }, 'single', 'high', [0, 0, 1, 0, 0]],
  [{ kind: 'overlap' }, 'multiple', ['low', 'mid', 'low'], [0.5, 0.5, 0, 0, 0]],
];

const extras: Value[] = [['a', 'b'], ['c'], [], null];
const onExtras: Case[] = [
  [{ kind: 'equals' }, 'single', 'b', [1, 0, 0, 0]],
  [{ kind: 'equals' }, 'multiple', ['a', 'c'], [1, 1, 0, 0]],
  [{ kind: 'overlap' }, 'multiple', ['a', 'b', 'c', 'd'], [0.5, 0.25, 0, 0]],
  [{ kind: 'overlap' }, 'single', 'a', [1, 0, 0, 0]],
];

const onFlags: Case[] = [
  [{ kind: 'equals' }, 'boolean', true, [1, 0, 0]],
  [{ kind: 'equals' }, 'boolean', false, [0, 1, 0]],
];

describe.each(implementations)('ranking of the %s', (_name, { recommend }) => {
  const scores = (type: 'category' | 'set' | 'number' | 'boolean', values: Value[]) => {
    return (curve: Curve, kind: Question['kind'], answer: Answer, utilities: number[]) => {
      const catalog = flatCatalog({
        attributes: [{ id: 'thing', type, ...(type === 'category' ? { values: declared('high', 'low') } : {}) }],
        plans: plansHolding('thing', values),
        questions: [{ id: 'wish', kind, effect: 'preference', attribute: 'thing', curve }],
      });
      const { plans } = recommend(catalog, { responses: { wish: answer } });
      const byId = [...plans!].sort((a, b) => (a.planId < b.planId ? -1 : 1));
      expect(byId.map(({ score }) => score)).toEqual(utilities);
      expect(byId.map(({ reasons }) => reasons!.map(({ contribution }) => contribution + 0))).toEqual(
        utilities.map((utility) => [utility]),
      );
    };
  };

  it.each(onSizes)('scores numbers by %j (%s, %j)', scores('number', sizes));
  it.each(onGrades)('scores categories by %j (%s, %j)', scores('category', grades));
  it.each(onExtras)('scores sets by %j (%s, %j)', scores('set', extras));
  it.each(onFlags)('scores yes and no by %j (%s, %j)', scores('boolean', [true, false, null]));

  const house = flatCatalog({
    attributes: [
      { id: 'price', type: 'number', better: 'lower' },
      { id: 'garden', type: 'boolean' },
      { id: 'size', type: 'number', better: 'none' },
    ],
    plans: {
      a: { price: 100, garden: true, size: 40 },
      b: { price: 50, garden: false, size: 50 },
      c: { garden: true, size: 10 },
      d: { price: 50, garden: true },
    },
    questions: [
      { id: 'limit', kind: 'number', effect: 'filter', attribute: 'price', compare: 'atMost', unknown: 'include' },
      {
        id: 'wishedSize',
        kind: 'number',
        effect: 'preference',
        attribute: 'size',
        weight: 0,
        curve: { kind: 'atLeast' },
      },
      {
        id: 'never',
        kind: 'boolean',
        effect: 'preference',
        attribute: 'garden',
        weight: 50,
        curve: { kind: 'equals' },
      },
    ],
    ranking: [
      { attribute: 'price', weight: 3, curve: { kind: 'linear', from: 200, to: 0 } },
      { attribute: 'garden', curve: { kind: 'equals' } },
    ],
  });

  it('divides by the weights of the terms that count, also where a value is unknown', () => {
    const { plans } = recommend(house, {});
    expect(plans!.map(({ planId, rank, score }) => [planId, rank, score])).toEqual([
      ['d', 1, (3 * 0.75 + 1) / 4],
      ['a', 2, (3 * 0.5 + 1) / 4],
      ['b', 3, (3 * 0.75) / 4],
      ['c', 4, 1 / 4],
    ]);
  });

  it('gives one reason for each term that counts, with the first code that holds', () => {
    const { plans } = recommend(house, { responses: { limit: 120, wishedSize: 45 } });
    const reasons = plans!.map(({ planId, reasons }) => [
      planId,
      ...reasons!.map(({ code, questionId, attribute, params }) => [code, questionId, attribute, params]),
    ]);
    expect(reasons).toEqual([
      [
        'd',
        ['best_in', null, 'price', { value: 50 }],
        ['matches', null, 'garden', { value: true }],
        ['unknown', 'wishedSize', 'size', {}],
      ],
      [
        'a',
        ['within_budget', null, 'price', { limit: 120, value: 100 }],
        ['matches', null, 'garden', { value: true }],
        ['trade_off', 'wishedSize', 'size', { value: 40, answer: 45 }],
      ],
      [
        'b',
        ['best_in', null, 'price', { value: 50 }],
        ['trade_off', null, 'garden', { value: false }],
        ['matches', 'wishedSize', 'size', { value: 50, answer: 45 }],
      ],
      [
        'c',
        ['unknown', null, 'price', {}],
        ['matches', null, 'garden', { value: true }],
        ['trade_off', 'wishedSize', 'size', { value: 10, answer: 45 }],
      ],
    ]);
  });

  it('calls nothing the best of one', () => {
    const { plans } = recommend(house, { exclude: ['a', 'b', 'c'] });
    expect(plans!.map(({ reasons }) => reasons!.map(({ code }) => code))).toEqual([['matches', 'matches']]);
  });

  it('scores 0 when all weights are 0 or nothing counts', () => {
    const weightless = { ...house, ranking: house.ranking!.map((entry) => ({ ...entry, weight: 0 })) };
    const { plans } = recommend(weightless, {});
    expect(plans!.map(({ planId, score }) => [planId, score])).toEqual(['a', 'b', 'c', 'd'].map((id) => [id, 0]));
    expect(plans![0]!.reasons!.map(({ contribution }) => contribution)).toEqual([0, 0]);
    expect(recommend({ ...house, ranking: [] }, {}).plans!.map(({ reasons }) => reasons)).toEqual([[], [], [], []]);
  });

  it('sorts by a number column with unknown last both ways and ties by plan id', () => {
    const ids = (sort: string) => recommend(house, { sort }).plans!.map(({ planId }) => planId);
    expect(ids('price:asc')).toEqual(['b', 'd', 'a', 'c']);
    expect(ids('price:desc')).toEqual(['a', 'b', 'd', 'c']);
    expect(ids('limit:asc')).toEqual(['b', 'd', 'a', 'c']);
    expect(ids('size:desc')).toEqual(['b', 'a', 'c', 'd']);
    expect(ids('score')).toEqual(['d', 'a', 'b', 'c']);
  });

  it('ranks by place also on a later page, and ends after the last plan', () => {
    const page = (offset: number, limit?: number) =>
      recommend(house, { offset, limit }).plans!.map(({ planId, rank }) => [planId, rank]);
    expect(page(1, 2)).toEqual([
      ['a', 2],
      ['b', 3],
    ]);
    expect(page(3)).toEqual([['c', 4]]);
    expect(page(4)).toEqual([]);
    expect(page(Number.MAX_SAFE_INTEGER)).toEqual([]);
    expect(page(0, 0)).toEqual([]);
  });

  it('breaks ties by the code units of plan ids', () => {
    const ids = ['\uE000', '\u{1F600}', 'b', 'a', 'B', '10', '9', '__proto__', 'é', 'e\u0301'];
    const catalog = flatCatalog({ attributes: [], plans: Object.fromEntries(ids.map((id) => [id, {}])) });
    const { plans } = recommend(catalog, {});
    const expected = ['10', '9', 'B', '__proto__', 'a', 'b', 'e\u0301', 'é', '\u{1F600}', '\uE000'];
    expect(plans!.map((plan) => plan.planId)).toEqual(expected);
  });
});

function declared(...values: string[]) {
  return values.map((value) => ({ value }));
}

function plansHolding(attribute: string, values: Value[]): Record<string, Record<string, Value>> {
  return Object.fromEntries(values.map((value, index) => [planId(index), { [attribute]: value }]));
}
