import type { Catalog, Question } from '../../../shared/domain/catalog/schema.ts';
import { flatCatalog, wishesCatalog } from '../../support/flatCatalog.ts';
import { implementations } from '../../support/implementations.ts';

type Wishes = Record<string, Partial<Question>>;

const four: Wishes = { one: { importance: 4 }, two: { importance: 3 }, three: { importance: 2 }, four: {} };

describe.each(implementations)('ways out of the %s', (_name, { recommend }) => {
  const waysOut = (catalog: Catalog, fixed: Record<string, boolean> = {}) => {
    const responses = Object.fromEntries(catalog.questions.map(({ id }) => [id, true]));
    const { total, conflicts, relaxations } = recommend(catalog, { responses, fixed });
    expect(total).toBe(0);
    return { conflicts: conflicts!.map(sorted), relaxations: relaxations!.map(({ drop }) => sorted(drop)) };
  };

  it('finds separate conflicts one after the other, and a second relaxation', () => {
    const plans = { a: ['one', 'three'], b: ['one', 'four'], c: ['two', 'three'], d: ['two', 'four'] };
    expect(waysOut(wishesCatalog(four, plans))).toEqual({
      conflicts: [sorted(['one', 'two']), sorted(['three', 'four'])],
      relaxations: [sorted(['two', 'four']), sorted(['one', 'three'])],
    });
  });

  it('finds up to three relaxations, each putting first what was dropped so far', () => {
    const plans = { a: ['one', 'two', 'three'], b: ['four', 'two', 'three'], c: ['one', 'four'] };
    expect(waysOut(wishesCatalog(four, plans)).relaxations).toEqual([['four'], sorted(['two', 'three']), ['one']]);
  });

  it('prefers the important: of two conflicts the one that avoids the least important member', () => {
    const plans = { a: ['one', 'three'], b: ['two'] };
    const wishes = { three: { importance: 0.5 }, two: { importance: 2 }, one: { importance: 2.5 } };
    expect(waysOut(wishesCatalog(wishes, plans))).toEqual({
      conflicts: [sorted(['one', 'two'])],
      relaxations: [['two'], sorted(['one', 'three'])],
    });
  });

  it('counts the earlier question as more important where importance is equal', () => {
    const plans = { a: ['one'], b: ['two'] };
    expect(waysOut(wishesCatalog({ two: {}, one: { importance: 1 } }, plans)).relaxations).toEqual([['one'], ['two']]);
  });

  it('names a wish that nobody grants alone, and never fills up', () => {
    const plans = { a: ['one', 'three', 'four'] };
    expect(waysOut(wishesCatalog(four, plans))).toEqual({ conflicts: [['two']], relaxations: [['two']] });
  });

  it('is empty when nothing helps', () => {
    const nothing = { conflicts: [], relaxations: [] };
    expect(waysOut(wishesCatalog(four, {}))).toEqual(nothing);
    expect(waysOut(wishesCatalog(four, { a: ['one', 'two'] }), { four: true })).toEqual(nothing);
  });

  it('keeps what the caller fixed and looks for the way out beside it', () => {
    const plans = { a: ['one', 'two', 'three'], b: ['four', 'three'] };
    expect(waysOut(wishesCatalog(four, plans), { four: true })).toEqual({
      conflicts: [['one'], ['two']],
      relaxations: [sorted(['one', 'two'])],
    });
  });

  it('lets a question that waited for a dropped answer stop applying', () => {
    const wishes: Wishes = { garden: {}, pool: { importance: 2, askWhen: { question: 'garden', in: [true] } } };
    expect(waysOut(wishesCatalog(wishes, { a: ['garden'] }))).toEqual({
      conflicts: [sorted(['garden', 'pool'])],
      relaxations: [['garden'], ['pool']],
    });
  });

  it('treats answers that choose a column, directly or through askWhen, as facts', () => {
    const base = wishesCatalog({ member: { askWhen: { question: 'adult', in: [true] } }, adult: {} }, { a: ['adult'] });
    const catalog: Catalog = {
      ...base,
      attributes: [...base.attributes, { id: 'normal', type: 'boolean' }, { id: 'reduced', type: 'boolean' }],
      questions: [
        ...base.questions,
        {
          id: 'open',
          text: '',
          kind: 'boolean',
          effect: 'filter',
          attributeBy: { question: 'member', map: { true: 'reduced' }, default: 'normal' },
        },
      ],
      plans: [{ planId: 'a', name: '', values: { adult: true, member: true, normal: true, reduced: false } }],
    };
    expect(waysOut(catalog)).toEqual({ conflicts: [['open']], relaxations: [['open']] });
  });

  it('does not treat as a fact what only binds the question that chooses a column', () => {
    const catalog = flatCatalog({
      attributes: [{ id: 'size', type: 'number' }],
      plans: { a: {} },
      questions: [
        { id: 'size', kind: 'number', effect: 'filter', attribute: 'size', compare: 'atMost' },
        {
          id: 'chooser',
          kind: 'number',
          effect: 'preference',
          attributeBy: { question: 'size', map: { '0': 'size' } },
          curve: { kind: 'equals' },
        },
        {
          id: 'limit',
          kind: 'number',
          effect: 'filter',
          attributeBy: { question: 'chooser', map: { '0': 'size' }, default: 'size' },
          compare: 'atMost',
        },
      ],
    });
    const { conflicts, relaxations } = recommend(catalog, { responses: { size: 0, limit: 0 } });
    expect(conflicts).toEqual([['size'], ['limit']]);
    expect(relaxations).toEqual([{ drop: ['size', 'limit'], total: 1, bestPlanId: 'a' }]);
  });

  it('gives up an answer without a column too, where another question waits for it', () => {
    const base = wishesCatalog({ pool: { askWhen: { question: 'member', in: [true] } } }, { a: [] });
    const member: Question = {
      id: 'member',
      text: '',
      kind: 'boolean',
      effect: 'filter',
      attributeBy: { question: 'chooser', map: { x: 'pool' } },
    };
    const chooser: Question = { id: 'chooser', text: '', kind: 'single', effect: 'context' };
    const catalog = { ...base, questions: [...base.questions, member, chooser] };
    const { total, conflicts, relaxations } = recommend(catalog, { responses: { pool: true, member: true } });
    expect(total).toBe(0);
    expect(conflicts!.map(sorted)).toEqual([sorted(['pool', 'member'])]);
    expect(relaxations!.map(({ drop }) => drop)).toEqual([['member'], ['pool']]);
  });

  it('keeps an answer that leaves another without a column: dropping it would bind one', () => {
    const catalog = flatCatalog({
      attributes: [{ id: 'colour', type: 'category' }],
      plans: { a: { colour: 'red' } },
      questions: [
        { id: 'colour', kind: 'single', effect: 'filter', attribute: 'colour' },
        { id: 'again', kind: 'single', effect: 'filter', attribute: 'colour' },
        {
          id: 'bound',
          kind: 'single',
          effect: 'filter',
          attributeBy: {
            question: 'colour',
            map: { blue: { question: 'colour', map: { red: 'colour' } } },
            default: 'colour',
          },
        },
      ],
    });
    const ways = (colour: string) => {
      const responses = { colour, again: 'blue', bound: 'blue' };
      const { total, conflicts, relaxations } = recommend(catalog, { responses });
      return { total, conflicts, drops: relaxations!.map(({ drop }) => drop) };
    };
    expect(ways('blue')).toEqual({ total: 0, conflicts: [], drops: [] });
    expect(ways('red')).toEqual({ total: 0, conflicts: [['again'], ['bound']], drops: [['again', 'bound']] });
  });

  it('tells what dropping brings, by score whatever the list is sorted by, without excluded plans', () => {
    const catalog = flatCatalog({
      attributes: [
        { id: 'price', type: 'number' },
        { id: 'colour', type: 'category' },
      ],
      plans: {
        a: { price: 10, colour: 'red' },
        b: { price: 20, colour: 'red' },
        c: { price: 30, colour: 'blue' },
        z: { price: 1, colour: 'red' },
      },
      questions: [{ id: 'colour', kind: 'single', effect: 'filter', attribute: 'colour' }],
      ranking: [{ attribute: 'price', curve: { kind: 'linear', from: 100, to: 0 } }],
    });
    const request = { responses: { colour: 'green' }, exclude: ['z'], sort: 'price:desc', limit: 0 };
    expect(recommend(catalog, request).relaxations).toEqual([{ drop: ['colour'], total: 3, bestPlanId: 'a' }]);
  });
});

function sorted(ids: string[]): string[] {
  return [...ids].sort();
}
