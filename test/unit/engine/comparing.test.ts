import type { Question, RankingEntry, Value } from '../../../shared/domain/catalog/schema.ts';
import type { Comparison, Responses } from '../../../shared/domain/engine/schema.ts';
import { flatCatalog } from '../../support/flatCatalog.ts';
import { implementations } from '../../support/implementations.ts';

interface Terms {
  questions?: Omit<Question, 'text'>[];
  ranking?: RankingEntry[];
}

const linear = (from: number, to: number, weight?: number): RankingEntry => ({
  attribute: 'price',
  curve: { kind: 'linear', from, to },
  ...(weight === undefined ? {} : { weight }),
});
const wish = (attribute: string, kind: Question['kind']): Omit<Question, 'text'> => ({
  id: 'wish',
  kind,
  effect: 'preference',
  attribute,
  curve: { kind: 'equals' },
});

describe.each(implementations)('comparing by the %s', (_name, { compare }) => {
  /** Attribute and better plan of each difference, with plans a, b, ... that hold these values. */
  const better = (attribute: string, values: Value[], terms: Terms = {}, answer: boolean | number | null = null) => {
    const plans = Object.fromEntries(values.map((value, index) => ['abcde'[index]!, { [attribute]: value }]));
    const catalog = flatCatalog({
      attributes: [
        { id: 'price', type: 'number', better: 'lower' },
        { id: 'size', type: 'number', better: 'none' },
        { id: 'garden', type: 'boolean' },
        { id: 'extras', type: 'set' },
      ],
      plans,
      ...terms,
    });
    const responses: Responses = terms.questions === undefined ? {} : { wish: answer };
    const { differences } = compare(catalog, { planIds: Object.keys(plans), responses }) as Comparison;
    return differences.map(({ betterPlanId }) => betterPlanId);
  };

  it('leaves out what does not differ, be it written in another order', () => {
    expect(better('price', [5, 5, 5])).toEqual([]);
    expect(better('price', [null, null])).toEqual([]);
    expect(better('price', [0, -0])).toEqual([]);
    expect(
      better('extras', [
        ['x', 'y'],
        ['y', 'x'],
      ]),
    ).toEqual([]);
    expect(better('extras', [['x'], []])).toEqual([null]);
    expect(better('extras', [[], null])).toEqual([null]);
  });

  it('goes by the better direction, where unknown is never better and equals are not told apart', () => {
    expect(better('price', [5, 4, null])).toEqual(['b']);
    expect(better('price', [5, null])).toEqual(['a']);
    expect(better('price', [4, 4, 5])).toEqual([null]);
    expect(better('size', [4, 5])).toEqual([null]);
    expect(better('garden', [true, false])).toEqual([null]);
  });

  it('goes by the term that counts before the better direction', () => {
    expect(better('price', [5, 4], { ranking: [linear(0, 10)] })).toEqual(['a']);
    expect(better('price', [500, 400], { ranking: [linear(0, 10)] })).toEqual([null]);
    expect(better('price', [5, 4], { ranking: [linear(0, 10, 0)] })).toEqual(['a']);
    expect(better('price', [5, 4], { questions: [wish('price', 'number')] })).toEqual(['b']);
    expect(better('price', [5, 4], { questions: [wish('price', 'number')] }, 5)).toEqual(['a']);
  });

  it('goes by the heaviest of several terms, the first of equals', () => {
    expect(better('price', [5, 4], { ranking: [linear(10, 0, 1), linear(0, 10, 2)] })).toEqual(['a']);
    expect(better('price', [5, 4], { ranking: [linear(10, 0), linear(0, 10, 1)] })).toEqual(['b']);
  });

  it('counts an unknown value as utility 0', () => {
    const questions = [wish('garden', 'boolean')];
    expect(better('garden', [true, null], { questions }, false)).toEqual([null]);
    expect(better('garden', [true, null], { questions }, true)).toEqual(['a']);
    expect(better('garden', [false, true, null], { questions }, false)).toEqual(['a']);
  });
});
