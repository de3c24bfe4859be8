import type { Lookup, Offers } from '../../../shared/domain/catalog/schema.ts';
import type { ShortlistRequest } from '../../../shared/domain/engine/schema.ts';
import { implementations } from '../../support/implementations.ts';
import { context, counties, filter } from './counties.ts';

describe.each(implementations)('lookups where nothing fits, answered by the %s', (_name, { recommend }) => {
  it('are given up with what they were looked up by, and never alone', () => {
    const questions = [
      filter('county'),
      filter('area', { importance: 2 }),
      filter('big', { kind: 'boolean', importance: 3 }),
    ];
    const looked = counties(
      [
        {
          from: ['county'],
          to: ['area'],
          rows: [
            ['A', 'two'],
            ['C', 'two'],
          ],
        },
      ],
      { questions },
    );
    expect(recommend(looked, { responses: { county: 'A', big: true } })).toMatchObject({
      derived: { area: 'two' },
      total: 0,
      conflicts: [['county']],
      relaxations: [{ drop: ['county'], total: 2, bestPlanId: 'a' }],
    });
    // Answered by hand it is an answer like any other.
    expect(recommend(looked, { responses: { county: 'A', area: 'two', big: true } })).toMatchObject({
      derived: {},
      conflicts: [['county']],
      relaxations: [{ drop: ['county'], total: 1, bestPlanId: 'd' }],
    });
  });

  it('come back when only an answer that says the same is given up', () => {
    const questions = [filter('county'), filter('area', { importance: 2 })];
    const looked = counties([{ from: ['county'], to: ['area'], rows: [['A', 'none']] }], { questions });
    expect(recommend(looked, { responses: { county: 'A', area: 'none' } })).toMatchObject({
      total: 0,
      conflicts: [['area'], ['county']],
      relaxations: [{ drop: expect.arrayContaining(['county', 'area']) as string[], total: 4, bestPlanId: 'a' }],
    });
  });

  it('keep an answer that contradicts a lookup: without it another would take its place', () => {
    const questions = [context('zip'), filter('county'), filter('big', { kind: 'boolean' })];
    const lookups: Lookup[] = [{ from: ['zip'], to: ['county'], rows: [['1', 'A']] }];
    const looked = counties(lookups, { questions });
    expect(recommend(looked, { responses: { zip: '1', county: 'B', big: true } })).toMatchObject({
      total: 0,
      derived: {},
      conflicts: [['big']],
      relaxations: [{ drop: ['big'], total: 2, bestPlanId: 'b' }],
    });
  });

  it('keep what opens the question that chooses a column, also where its answer contradicts a lookup', () => {
    const questions = [
      context('zip'),
      filter('big', { kind: 'boolean' }),
      context('who', { askWhen: { question: 'big', in: [true] } }),
      filter('county'),
      filter('place', { attribute: undefined, attributeBy: { question: 'who', map: { y: 'area' } } }),
    ];
    const lookups: Lookup[] = [{ from: ['zip'], to: ['who'], rows: [['1', 'x']] }];
    const looked = counties(lookups, { questions });
    const responses = { zip: '1', big: true, who: 'y', county: 'A', place: 'two' };
    expect(recommend(looked, { responses })).toMatchObject({
      total: 0,
      derived: {},
      conflicts: [['county', 'place']],
      relaxations: [
        { drop: ['place'], total: 1, bestPlanId: 'a' },
        { drop: ['county'], total: 1, bestPlanId: 'd' },
      ],
    });
  });

  it('keep what a required question was filled in by', () => {
    const offers: Offers = { requires: ['area'], rows: [{ planId: 'a' }, { planId: 'c' }] };
    const questions = [filter('county'), filter('area'), filter('big', { kind: 'boolean' })];
    const lookups: Lookup[] = [
      {
        from: ['county'],
        to: ['area'],
        rows: [
          ['A', 'one'],
          ['B', 'two'],
        ],
      },
    ];
    const looked = counties(lookups, { questions, offers });
    expect(recommend(looked, {})).toMatchObject({ needs: ['area'], total: 2, plans: [] });
    expect(recommend(looked, { responses: { county: 'B', big: true } })).toMatchObject({
      needs: [],
      derived: { area: 'two' },
      total: 0,
      conflicts: [['big']],
      relaxations: [{ drop: ['big'], total: 1, bestPlanId: 'c' }],
    });
  });

  it('bind columns by what they filled in, which then is a fact', () => {
    const questions = [
      filter('county'),
      context('who'),
      filter('place', { attribute: undefined, attributeBy: { question: 'who', map: { x: 'area' } } }),
    ];
    const lookups: Lookup[] = [{ from: ['county'], to: ['who'], rows: [['A', 'x']] }];
    const looked = counties(lookups, { questions });
    const request: ShortlistRequest = { responses: { county: 'A', place: 'two' } };
    expect(recommend(looked, request)).toMatchObject({
      derived: { who: 'x' },
      total: 0,
      conflicts: [['place']],
      relaxations: [{ drop: ['place'], total: 1, bestPlanId: 'a' }],
    });
    expect(recommend(looked, { responses: { county: 'B', place: 'two' } })).toMatchObject({ total: 2 });
  });
});
