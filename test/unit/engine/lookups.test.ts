import type { Lookup } from '../../../shared/domain/catalog/schema.ts';
import type { Answer, OptionFacet } from '../../../shared/domain/engine/schema.ts';
import { implementations } from '../../support/implementations.ts';
import { context, counties, filter } from './counties.ts';

const byZip: Lookup = {
  from: ['zip'],
  to: ['county', 'area'],
  rows: [
    ['1', 'A', 'one'],
    ['2', 'A', 'one'],
    ['2', 'B', 'one'],
    ['3', 'B', 'two'],
    ['3', 'B', 'two'],
    ['4', 'C', 'none'],
    ['5', 'A', 'one'],
    ['5', 'B', 'one'],
    ['5', 'Z', 'two'],
  ],
};

const catalog = counties([byZip]);

describe.each(implementations)('lookups, answered by the %s', (_name, { recommend, compare, whyNot }) => {
  const filledIn = (on: typeof catalog, responses: Record<string, Answer>, fixed: Record<string, Answer> = {}) => {
    const { derived, unmatched, plans } = recommend(on, { responses, fixed });
    return { derived, unmatched, ids: plans!.map(({ planId }) => planId) };
  };

  it('fill in what all matching rows agree on', () => {
    expect(filledIn(catalog, { zip: '1' })).toEqual({
      derived: { county: 'A', area: 'one' },
      unmatched: [],
      ids: ['a'],
    });
    expect(filledIn(catalog, { zip: '2' })).toEqual({ derived: { area: 'one' }, unmatched: [], ids: ['a', 'b'] });
    expect(filledIn(catalog, { zip: '3' })).toEqual({
      derived: { county: 'B', area: 'two' },
      unmatched: [],
      ids: ['c'],
    });
    expect(filledIn(catalog, {})).toEqual({ derived: {}, unmatched: [], ids: ['a', 'b', 'c', 'd'] });
  });

  it('fill in nothing without a matching row, and say so', () => {
    expect(filledIn(catalog, { zip: '01' })).toEqual({ derived: {}, unmatched: ['zip'], ids: ['a', 'b', 'c', 'd'] });
    expect(filledIn(catalog, { zip: '9', county: 'B', area: 'one' })).toEqual({
      derived: {},
      unmatched: ['zip'],
      ids: ['b'],
    });
  });

  it('leave alone what is answered, by the person or by the caller', () => {
    expect(filledIn(catalog, { zip: '1', county: 'B' })).toMatchObject({ derived: { area: 'one' }, ids: ['b'] });
    expect(filledIn(catalog, { zip: '1' }, { county: 'B' })).toMatchObject({ derived: { area: 'one' }, ids: ['b'] });
    expect(filledIn(catalog, { zip: '1', county: 'B' }, { county: null })).toMatchObject({
      derived: { county: 'A', area: 'one' },
    });
    expect(filledIn(catalog, { county: 'B' }, { zip: '3' })).toMatchObject({ derived: { area: 'two' } });
  });

  it('show what is filled in as selected, with the counts of the others', () => {
    const [county, area] = recommend(catalog, { responses: { zip: '3' } }).facets as OptionFacet[];
    expect(county!.options).toEqual([
      { value: 'B', count: 1, selected: true },
      { value: 'C', count: 1, selected: false },
    ]);
    expect(area!.options).toEqual([
      { value: 'one', count: 1, selected: false },
      { value: 'two', count: 1, selected: true },
    ]);
  });

  it('leave a facet only the options between which rows differ, until it is answered', () => {
    const options = (responses: Record<string, Answer>) =>
      (recommend(catalog, { responses }).facets![0] as OptionFacet).options.map(({ value, count }) => [value, count]);
    expect(options({ zip: '5' })).toEqual([
      ['A', 1],
      ['B', 2],
    ]);
    expect(options({ zip: '5', county: 'A' })).toEqual([
      ['A', 1],
      ['B', 2],
      ['C', 1],
    ]);
  });

  it('ask next, and judge what may change, by the options that are left', () => {
    // All of four plans, two of which are in a county that is left: A leaves 1 of 4, B 2.
    const base = counties([{ from: ['zip'], to: ['county'], rows: byZip.rows.map((row) => row.slice(0, 2)) }], {
      questions: [context('zip'), filter('county')],
    });
    const { nextQuestion, stability } = recommend(base, { responses: { zip: '5' } });
    expect(nextQuestion).toEqual({
      questionId: 'county',
      expectedBits: expect.closeTo((1 / 3) * 2 + (2 / 3) * 1, 12) as number,
    });
    expect(stability).toBe(0);
    const contexts = counties(
      [
        {
          from: ['zip'],
          to: ['who'],
          rows: [
            ['1', 'x'],
            ['1', 'y'],
          ],
        },
      ],
      {
        questions: [
          context('zip'),
          context('who', { options: [{ value: 'x' }, { value: 'y' }, { value: 'w' }] }),
          filter('big', { kind: 'boolean', askWhen: { question: 'who', in: ['w'] } }),
        ],
      },
    );
    // Neither x nor y changes the list, w could not be the answer.
    expect(recommend(contexts, { responses: { zip: '1' } }).stability).toBe(1);
  });

  it('go on from what they filled in, in whatever order they are listed', () => {
    const chain: Lookup[] = [
      {
        from: ['county', 'zip'],
        to: ['area'],
        rows: [
          ['A', '1', 'one'],
          ['B', '3', 'two'],
        ],
      },
      {
        from: ['zip'],
        to: ['county'],
        rows: [
          ['1', 'A'],
          ['3', 'B'],
          ['4', 'C'],
        ],
      },
    ];
    for (const lookups of [chain, chain.toReversed()]) {
      const chained = counties(lookups);
      expect(filledIn(chained, { zip: '1' })).toMatchObject({ derived: { county: 'A', area: 'one' }, unmatched: [] });
      expect(filledIn(chained, { zip: '4' })).toMatchObject({ derived: { county: 'C' } });
      expect(filledIn(chained, { zip: '4' }).unmatched.toSorted()).toEqual(['county', 'zip']);
      expect(filledIn(chained, { zip: '1', county: 'B' })).toMatchObject({ derived: {}, ids: ['b', 'c'] });
    }
  });

  it('decide by the first lookup that can, where several name a question', () => {
    const two = counties(
      [
        {
          from: ['zip'],
          to: ['county'],
          rows: [
            ['1', 'A'],
            ['2', 'A'],
            ['2', 'B'],
          ],
        },
        {
          from: ['town'],
          to: ['county'],
          rows: [
            ['here', 'C'],
            ['there', 'B'],
            ['there', 'C'],
          ],
        },
      ],
      { questions: [context('zip'), context('town'), filter('county')] },
    );
    expect(filledIn(two, { zip: '1', town: 'here' })).toMatchObject({ derived: { county: 'A' } });
    expect(filledIn(two, { zip: '2', town: 'here' })).toMatchObject({ derived: { county: 'C' } });
    expect(filledIn(two, { zip: '9', town: 'here' })).toMatchObject({ derived: { county: 'C' }, unmatched: ['zip'] });
    const [county] = recommend(two, { responses: { zip: '2', town: 'there' } }).facets as OptionFacet[];
    expect(county!.options.map(({ value }) => value)).toEqual(['A', 'B']);
  });

  it('fill in only questions that apply, and open those that wait for what they filled in', () => {
    const questions = [
      context('zip'),
      context('who'),
      filter('county', { askWhen: { question: 'who', in: ['local'] } }),
      filter('area', { askWhen: { question: 'county', in: ['A'] } }),
    ];
    const asked = counties(
      [
        {
          from: ['zip'],
          to: ['county'],
          rows: [
            ['1', 'A'],
            ['3', 'B'],
          ],
        },
      ],
      { questions },
    );
    expect(filledIn(asked, { zip: '1', area: 'two' })).toMatchObject({ derived: {}, ids: ['a', 'b', 'c', 'd'] });
    expect(filledIn(asked, { zip: '1', who: 'local', area: 'two' })).toMatchObject({
      derived: { county: 'A' },
      ids: [],
    });
    expect(filledIn(asked, { zip: '3', who: 'local', area: 'one' })).toMatchObject({ ids: ['b', 'c'] });
  });

  it('count in comparisons and in why a plan is missing', () => {
    expect(whyNot(catalog, { planId: 'c', responses: { zip: '1' } })).toMatchObject({
      fits: false,
      failing: { questionId: 'county', value: 'B' },
      total: 1,
    });
    expect(compare(catalog, { planIds: ['a', 'c'], responses: { zip: '1' } })).toMatchObject({
      differences: [{ attribute: 'county' }, { attribute: 'area' }, { attribute: 'big' }],
    });
  });
});
