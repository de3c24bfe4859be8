import Type, { type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { CurveSchema, QuestionSchema } from '../../../shared/domain/catalog/schema.ts';
import { AnswerSchema, ShortlistRequestSchema } from '../../../shared/domain/engine/schema.ts';
import { schemaFaults } from '../../../functions/http/pipeline/schemaFaults.ts';

const faultsOf = (schema: TSchema, value: unknown): string[] =>
  schemaFaults(Compile(schema), value).map(({ path, message }) => `${path} ${message}`);

describe('faults of a shape', () => {
  it('are none for what has it', () => {
    expect(faultsOf(ShortlistRequestSchema, { responses: { a: null, b: [], c: { min: 1 } }, limit: 0 })).toEqual([]);
  });

  it('name every place, in plain words', () => {
    const value = { limit: 101, offset: 1.5, exclude: ['a', 1, null], include: ['plan'], sort: 7, 'a/b~c': 1 };
    expect(faultsOf(ShortlistRequestSchema, value)).toEqual([
      '/a~1b~0c is not a field of this request',
      '/exclude/1 must be a string',
      '/exclude/2 must be a string',
      '/limit must be at most 100',
      '/offset must be a whole number',
      '/sort must be a string',
      '/include/0 must be "plans", "reasons", "facets", "nextQuestion" or "waysOut"',
    ]);
  });

  it('of a union are those of the branch that was meant', () => {
    expect(faultsOf(AnswerSchema, [1, 'a', {}])).toEqual(['/0 must be a string', '/2 must be a string']);
    expect(faultsOf(AnswerSchema, { min: 'x', colour: 1 })).toEqual([
      '/colour is not a field of this request',
      '/min must be a finite number or null',
    ]);
    expect(faultsOf(AnswerSchema, Infinity)).toEqual([
      ' must be null, true or false, a finite number, a string, an array or an object',
    ]);
  });

  it('of unions in lists stay apart', () => {
    const list = Type.Array(AnswerSchema);
    expect(faultsOf(list, [[1], 'fine', NaN, { max: [] }])).toEqual([
      '/0/0 must be a string',
      '/2 must be null, true or false, a finite number, a string, an array or an object',
      '/3/max must be a finite number or null',
    ]);
  });

  it('of objects told apart by a word are those of the nearest', () => {
    expect(faultsOf(CurveSchema, { kind: 'linear', from: 1 })).toEqual(['/to is required']);
  });

  it('are found in recursive shapes', () => {
    const question = {
      id: 'q',
      text: '',
      kind: 'single',
      effect: 'filter',
      attributeBy: { question: 'a', map: { x: 1 } },
    };
    expect(faultsOf(QuestionSchema, question)).toEqual(['/attributeBy/map/x must be a string or an object']);
  });

  it('name fields every object has like any other', () => {
    const value: unknown = JSON.parse('{"__proto__": 1, "responses": {"__proto__": [2], "constructor": {"x": 1}}}');
    expect(faultsOf(ShortlistRequestSchema, value)).toEqual([
      '/__proto__ is not a field of this request',
      '/responses/__proto__/0 must be a string',
      '/responses/constructor/x is not a field of this request',
    ]);
  });

  it('are all counted in the largest body a call takes', () => {
    const responses = Object.fromEntries(Array.from({ length: 7_000 }, (_, index) => [`q${index}`, [1]]));
    expect(schemaFaults(Compile(ShortlistRequestSchema), { responses })).toHaveLength(7_000);
  });
});
