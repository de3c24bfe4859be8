import type { AttributeBy, Condition, Question } from '../../../shared/domain/catalog/schema.ts';
import type { Answer } from '../../../shared/domain/engine/schema.ts';
import { flatCatalog } from '../../support/flatCatalog.ts';
import { implementations } from '../../support/implementations.ts';

type Responses = Record<string, Answer>;

const context = (id: string, kind: Question['kind'], askWhen?: Condition): Omit<Question, 'text'> => ({
  id,
  kind,
  effect: 'context',
  ...(askWhen === undefined ? {} : { askWhen }),
});

const whoIsAsked: [name: string, askWhen: Condition, responses: Responses, applies: boolean][] = [
  ['the option is listed', { question: 'one', in: ['a', 'b'] }, { one: 'b' }, true],
  ['the option is not listed', { question: 'one', in: ['a', 'b'] }, { one: 'c' }, false],
  ['there is no answer', { question: 'one', in: ['a'] }, {}, false],
  ['one of several is listed', { question: 'several', in: ['a'] }, { several: ['z', 'a'] }, true],
  ['no answer was given to several', { question: 'several', in: ['a'] }, { several: [] }, false],
  ['no is listed', { question: 'flag', in: [false] }, { flag: false }, true],
  ['yes is not listed', { question: 'flag', in: [false] }, { flag: true }, false],
  ['the number is listed', { question: 'number', in: [0, 3] }, { number: -0 }, true],
  ['the number is on the bounds', { question: 'number', min: 1, max: 3 }, { number: 3 }, true],
  ['the number is above', { question: 'number', min: 1, max: 3 }, { number: 3.5 }, false],
  ['the number is at least', { question: 'number', min: 1 }, { number: 1e300 }, true],
  [
    'all hold',
    {
      all: [
        { question: 'one', in: ['a'] },
        { question: 'number', max: 3 },
      ],
    },
    { one: 'a', number: 3 },
    true,
  ],
  [
    'one of all does not',
    {
      all: [
        { question: 'one', in: ['a'] },
        { question: 'number', max: 3 },
      ],
    },
    { one: 'a' },
    false,
  ],
  [
    'any holds',
    { any: [{ question: 'one', in: ['a'] }, { all: [{ question: 'number', max: 3 }] }] },
    { number: 3 },
    true,
  ],
  ['its source does not apply', { question: 'later', in: ['x'] }, { later: 'x' }, false],
  ['its source applies', { question: 'later', in: ['x'] }, { later: 'x', flag: true }, true],
];

const byNumber: AttributeBy = { question: 'number', map: { '-5': 'x', '0': 'y', '10': 'z' }, default: 'w' };
const nested: AttributeBy = {
  question: 'one',
  map: { a: { question: 'flag', map: { true: 'x', false: 'y' } }, b: 'z', __proto__x: 'x' },
  default: 'w',
};
const boundColumns: [name: string, attributeBy: AttributeBy, responses: Responses, column: string | null][] = [
  ['the default without an answer', byNumber, {}, 'w'],
  ['the default below all bands', byNumber, { number: -5.01 }, 'w'],
  ['the band that starts at the answer', byNumber, { number: 0 }, 'y'],
  ['the band below the answer', byNumber, { number: 9.99 }, 'y'],
  ['the last band', byNumber, { number: 1e9 }, 'z'],
  ['the default for a key that is not in the map', nested, { one: 'constructor' }, 'w'],
  ['the mapped attribute', nested, { one: 'b' }, 'z'],
  ['the inner attribute', nested, { one: 'a', flag: false }, 'y'],
  ['nothing, rather than the outer default, when the inner lookup has no result', nested, { one: 'a' }, null],
  [
    'the default while the source does not apply',
    { question: 'later', map: { x: 'x' }, default: 'w' },
    { later: 'x' },
    'w',
  ],
  ['nothing without default', { question: 'one', map: { a: 'x' } }, { one: 'b' }, null],
];

describe.each(implementations)('the questionnaire, read by the %s', (_name, { recommend }) => {
  it.each(whoIsAsked)('asks depending on another answer: %s', (_case, askWhen, responses, applies) => {
    const catalog = catalogWith({ attribute: 'w', askWhen });
    const { total, facets } = recommend(catalog, { responses: { ...responses, size: { min: 5 } } });
    expect(facets!.map(({ questionId }) => questionId)).toEqual(applies ? ['size'] : []);
    expect(total).toBe(applies ? 0 : 1);
  });

  it.each(boundColumns)('binds a question by another answer to %s', (_case, attributeBy, responses, column) => {
    const { facets, total } = recommend(catalogWith({ attributeBy }), {
      responses: { ...responses, size: { min: 4 } },
    });
    const numbers = { w: 1, x: 2, y: 3, z: 4 };
    const expected = column === null ? [] : [numbers[column as keyof typeof numbers]];
    expect(facets!.map((facet) => ('min' in facet ? facet.min : facet))).toEqual(expected);
    expect(total).toBe(column === null || column === 'z' ? 1 : 0);
  });

  it('treats ids like __proto__ as any other', () => {
    const catalog = flatCatalog({
      attributes: [{ id: '__proto__', type: 'category' }],
      plans: Object.fromEntries([
        ['__proto__', Object.fromEntries([['__proto__', 'constructor']])],
        ['constructor', {}],
      ]),
      questions: [{ id: '__proto__', kind: 'single', effect: 'filter', attribute: '__proto__' }],
    });
    const responses = Object.fromEntries([['__proto__', 'constructor']]);
    const { plans, total, unknownDropped } = recommend(catalog, { responses });
    expect({ total, unknownDropped }).toEqual({ total: 1, unknownDropped: 1 });
    expect(plans!.map(({ planId, attributes }) => [planId, Object.entries(attributes)])).toEqual([
      ['__proto__', [['__proto__', 'constructor']]],
    ]);
    expect(recommend(catalog, { responses: { toString: null } }).total).toBe(2);
  });
});

/** One plan with w = 1, x = 2, y = 3, z = 4, and a range question on one of them. */
function catalogWith(question: Partial<Question>) {
  return flatCatalog({
    attributes: (['w', 'x', 'y', 'z'] as const).map((id) => ({ id, type: 'number' })),
    plans: { only: { w: 1, x: 2, y: 3, z: 4 } },
    questions: [
      { id: 'size', kind: 'range', effect: 'filter', ...question },
      context('later', 'single', { question: 'flag', in: [true] }),
      context('one', 'single'),
      context('several', 'multiple'),
      context('flag', 'boolean'),
      context('number', 'number'),
    ],
  });
}
