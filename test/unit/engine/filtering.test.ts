import type { Question, Value } from '../../../shared/domain/catalog/schema.ts';
import type { Answer, OptionFacet, ShortlistRequest } from '../../../shared/domain/engine/schema.ts';
import { flatCatalog, planId, sizesCatalog } from '../../support/flatCatalog.ts';
import { implementations } from '../../support/implementations.ts';

type Case = [name: string, question: Partial<Question>, answer: Answer, passing: number[]];

const colours: Value[] = ['red', 'blue', '', null, 'Red'];
const onColours: Case[] = [
  ['equality', { kind: 'single' }, 'red', [0]],
  ['an empty string, which is known', { kind: 'single' }, '', [2]],
  ['an option that no plan has', { kind: 'single' }, 'green', []],
  ['unknown values on request', { kind: 'single', unknown: 'include' }, 'red', [0, 3]],
  ['any of several', { kind: 'multiple' }, ['red', 'Red', 'red'], [0, 4]],
  ['none of several', { kind: 'multiple', match: 'none' }, ['red', 'blue'], [2, 4]],
  ['everything without an answer', { kind: 'multiple' }, [], [0, 1, 2, 3, 4]],
];

const extras: Value[] = [['a', 'b'], ['b'], [], null, ['a', 'b', 'c']];
const onExtras: Case[] = [
  ['membership', { kind: 'single' }, 'a', [0, 4]],
  ['any in common', { kind: 'multiple', match: 'any' }, ['a', 'z'], [0, 4]],
  ['every chosen option', { kind: 'multiple', match: 'all' }, ['b', 'a'], [0, 4]],
  ['no chosen option, also in an empty set', { kind: 'multiple', match: 'none' }, ['a'], [1, 2]],
  ['none, and unknown on request', { kind: 'multiple', match: 'none', unknown: 'include' }, ['b'], [2, 3]],
];

const sizes: Value[] = [-1, 0, -0, 2.5, null];
const onSizes: Case[] = [
  ['at most', { kind: 'number', compare: 'atMost' }, 0, [0, 1, 2]],
  ['at least', { kind: 'number', compare: 'atLeast' }, 0, [1, 2, 3]],
  ['equals, whatever the sign of zero', { kind: 'number', compare: 'equals' }, -0, [1, 2]],
  ['a range with its ends', { kind: 'range' }, { min: -1, max: 0 }, [0, 1, 2]],
  ['a range without a lower end', { kind: 'range' }, { max: -0.5 }, [0]],
  ['a range without an upper end', { kind: 'range' }, { min: 2.5, max: null }, [3]],
  ['a range without ends', { kind: 'range' }, { min: null }, [0, 1, 2, 3, 4]],
  ['unknown on request', { kind: 'range', unknown: 'include' }, { min: 100 }, [4]],
];

const flags: Value[] = [true, false, null];
const onFlags: Case[] = [
  ['yes', { kind: 'boolean' }, true, [0]],
  ['no, which is an answer', { kind: 'boolean' }, false, [1]],
  ['yes or unknown', { kind: 'boolean', unknown: 'include' }, true, [0, 2]],
  ['no answer', { kind: 'boolean' }, null, [0, 1, 2]],
];

describe.each(implementations)('filters of the %s', (_name, { recommend }) => {
  const passing = (type: 'category' | 'set' | 'number' | 'boolean', values: Value[]) => {
    return (_case: string, question: Partial<Question>, answer: Answer, expected: number[]) => {
      const catalog = catalogWith(type, values, question);
      const { total, plans } = recommend(catalog, { responses: { wish: answer } });
      expect(plans!.map((plan) => plan.planId)).toEqual(expected.map(planId));
      expect(total).toBe(expected.length);
    };
  };

  it.each(onColours)('pass %s on a category', passing('category', colours));
  it.each(onExtras)('pass %s on a set', passing('set', extras));
  it.each(onSizes)('pass %s on a number', passing('number', sizes));
  it.each(onFlags)('pass %s on a boolean', passing('boolean', flags));

  it('compare strings by code units, without folding or normalising', () => {
    const values = ['é', 'e\u0301', 'É', ' é', '\u{1F600}', '\uE000', '\uD800'];
    const catalog = catalogWith('category', values, { kind: 'single' });
    for (const [index, value] of values.entries()) {
      const { plans } = recommend(catalog, { responses: { wish: value } });
      expect(plans!.map((plan) => plan.planId)).toEqual([planId(index)]);
    }
    const facet = recommend(catalog, {}).facets![0] as OptionFacet;
    expect(facet.options.map(({ value }) => value)).toEqual([
      ' é',
      'e\u0301',
      'É',
      'é',
      '\uD800',
      '\u{1F600}',
      '\uE000',
    ]);
  });

  it('count what unknown values drop over all filters together', () => {
    const catalog = flatCatalog({
      attributes: [
        { id: 'size', type: 'number' },
        { id: 'colour', type: 'category' },
      ],
      plans: { a: { size: 1 }, b: { colour: 'red' }, c: {}, d: { size: 9 }, e: { size: 1, colour: 'red' } },
      questions: [
        { id: 'size', kind: 'number', effect: 'filter', attribute: 'size', compare: 'atMost' },
        { id: 'colour', kind: 'single', effect: 'filter', attribute: 'colour' },
      ],
    });
    const { total, unknownDropped } = recommend(catalog, { responses: { size: 5, colour: 'red' } });
    expect({ total, unknownDropped }).toEqual({ total: 1, unknownDropped: 3 });
  });

  it('forget excluded plans everywhere but in the options of the version', () => {
    const catalog = catalogWith('category', ['red', 'blue', null], { kind: 'single', unknown: 'include' });
    const { total, unknownDropped, facets } = recommend(catalog, { exclude: ['p01', 'p99', '__proto__'] });
    expect({ total, unknownDropped }).toEqual({ total: 2, unknownDropped: 0 });
    expect((facets![0] as OptionFacet).options).toEqual([
      { value: 'blue', count: 1, selected: false },
      { value: 'red', count: 2, selected: false },
    ]);
  });
});

describe.each(implementations)('fixed answers, read by the %s', (_name, { recommend }) => {
  const catalog = catalogWith('set', [['a', 'b'], ['b'], ['c']], { kind: 'single' });

  it('win over responses and stay in their own facet', () => {
    const request: ShortlistRequest = { responses: { wish: 'c' }, fixed: { wish: 'b' } };
    const { total, facets } = recommend(catalog, request);
    expect(total).toBe(2);
    expect((facets![0] as OptionFacet).options).toEqual([
      { value: 'a', count: 1, selected: false },
      { value: 'b', count: 2, selected: true },
    ]);
  });

  it('take a response away where they are null', () => {
    expect(recommend(catalog, { responses: { wish: 'c' }, fixed: { wish: null } }).total).toBe(3);
  });

  it('narrow the histogram of their own question', () => {
    const sized = sizesCatalog([1, 2, 3]);
    expect(recommend(sized, { fixed: { size: { min: 2 } } }).facets![0]).toMatchObject({ min: 2, max: 3 });
    expect(recommend(sized, { responses: { size: { min: 2 } } }).facets![0]).toMatchObject({ min: 1, max: 3 });
  });

  it('are never given up', () => {
    const { conflicts, relaxations } = recommend(catalog, { fixed: { wish: 'z' } });
    expect({ conflicts, relaxations }).toEqual({ conflicts: [], relaxations: [] });
  });
});

function catalogWith(type: 'category' | 'set' | 'number' | 'boolean', values: Value[], question: Partial<Question>) {
  return flatCatalog({
    attributes: [{ id: 'thing', type }],
    plans: Object.fromEntries(values.map((thing, index) => [planId(index), { thing }])),
    questions: [{ id: 'wish', kind: 'single', effect: 'filter', attribute: 'thing', ...question }],
  });
}
