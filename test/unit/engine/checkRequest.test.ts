import { checkRequest } from '../../../shared/domain/engine/checkRequest.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import type { Question } from '../../../shared/domain/catalog/schema.ts';
import { flatCatalog } from '../../support/flatCatalog.ts';

const context = (id: string, kind: Question['kind']) => ({ id, kind, effect: 'context' as const });
const compiled = compileCatalog(
  flatCatalog({
    attributes: [
      { id: 'price', type: 'number' },
      { id: 'colour', type: 'category' },
    ],
    plans: {},
    questions: [
      context('single', 'single'),
      context('multiple', 'multiple'),
      context('number', 'number'),
      context('range', 'range'),
      context('boolean', 'boolean'),
      { id: 'budget', kind: 'range', effect: 'filter', attribute: 'price' },
      { id: 'a/b~c', kind: 'single', effect: 'filter', attribute: 'colour' },
    ],
  }),
);

const codesByPath = (request: Parameters<typeof checkRequest>[1]) =>
  checkRequest(compiled, request).map(({ path, code }) => [path, code]);

describe('checking a request', () => {
  it('accepts every kind of answer, options that no plan has, and what is no answer', () => {
    const responses = {
      single: '',
      multiple: ['a', 'a'],
      number: -0,
      range: { min: 1, max: 1 },
      boolean: false,
      budget: { min: null },
      'a/b~c': 'no plan has it',
    };
    expect(codesByPath({ responses, fixed: { single: null, multiple: [], range: {}, number: null } })).toEqual([]);
  });

  it('names each answer of the wrong kind', () => {
    const wrong: Record<string, unknown[]> = {
      single: [1, true, ['a'], { min: 1 }],
      multiple: ['a', [1], [null], 0],
      number: ['1', Infinity, NaN, [1], true],
      range: [1, '1', [1], { min: '1' }, { max: Infinity }, { min: 2, max: 1 }, { min: 1, most: 2 }],
      boolean: ['true', 1, 0],
    };
    for (const [questionId, answers] of Object.entries(wrong)) {
      for (const answer of answers) {
        expect(codesByPath({ responses: { [questionId]: answer } })).toEqual([
          [`/responses/${questionId}`, 'wrong_answer'],
        ]);
      }
    }
  });

  it('lists all faults together, by JSON pointer', () => {
    const responses = Object.fromEntries<unknown>([
      ['__proto__', 'x'],
      ['a/b~c', 7],
    ]);
    expect(codesByPath({ responses, fixed: { toString: null, number: '5' }, sort: 'colour:asc' })).toEqual([
      ['/responses/__proto__', 'unknown_question'],
      ['/responses/a~1b~0c', 'wrong_answer'],
      ['/fixed/toString', 'unknown_question'],
      ['/fixed/number', 'wrong_answer'],
      ['/sort', 'wrong_sort'],
    ]);
  });

  it('sorts by score, number attributes and questions on them, and by nothing else', () => {
    const faults = (sort: string) => checkRequest(compiled, { sort }).length;
    expect(['score', 'price:asc', 'price:desc', 'budget:asc'].map(faults)).toEqual([0, 0, 0, 0]);
    const wrong = [
      '',
      'score:asc',
      'price',
      'price:',
      'price:up',
      'price:ASC',
      'colour:asc',
      'number:asc',
      '__proto__:asc',
    ];
    expect(wrong.map(faults)).toEqual(wrong.map(() => 1));
  });
});
