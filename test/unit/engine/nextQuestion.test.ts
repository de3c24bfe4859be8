import type { Question, RankingEntry } from '../../../shared/domain/catalog/schema.ts';
import { flatCatalog, sizesCatalog } from '../../support/flatCatalog.ts';
import { implementations } from '../../support/implementations.ts';

const closeTo = (bits: number) => expect.closeTo(bits, 12) as number;

describe.each(implementations)('the next question of the %s', (_name, { recommend }) => {
  const bitsOnSizes = (sizes: (number | null)[], question: Partial<Question>) =>
    recommend(sizesCatalog(sizes, question), {}).nextQuestion?.expectedBits ?? 0;

  it('values a number by buckets, at most and at least by what they leave together', () => {
    const cumulative = (2 + 1 + Math.log2(4 / 3) + 0) / 4;
    expect(bitsOnSizes([1, 2, 3, 4], { kind: 'number', compare: 'atMost' })).toEqual(closeTo(cumulative));
    expect(bitsOnSizes([1, 2, 3, 4], { kind: 'number', compare: 'atLeast' })).toEqual(closeTo(cumulative));
    expect(bitsOnSizes([1, 2, 3, 4], { kind: 'number', compare: 'equals' })).toEqual(closeTo(2));
    expect(bitsOnSizes([1, 2, 3, 4], { kind: 'range' })).toEqual(closeTo(2));
    expect(bitsOnSizes([1, 1, 1, 4], { kind: 'number', compare: 'atMost' })).toEqual(closeTo(0.75 * Math.log2(4 / 3)));
    expect(bitsOnSizes([1, 1, 1, 4], { kind: 'number', compare: 'atLeast' })).toEqual(closeTo(0.25 * 2));
  });

  it('lets unknown values stay where the question says so, without making an answer likelier', () => {
    expect(bitsOnSizes([1, 4, null, null], { kind: 'range' })).toEqual(closeTo(2));
    expect(bitsOnSizes([1, 4, null, null], { kind: 'range', unknown: 'include' })).toEqual(closeTo(Math.log2(4 / 3)));
    expect(bitsOnSizes([null, null], { kind: 'range', unknown: 'include' })).toBe(0);
  });

  it('weighs by how likely it can be answered and values preferences as if they filtered', () => {
    const preference = { effect: 'preference', curve: { kind: 'linear', from: 0, to: 9 }, answerable: 0.25 } as const;
    expect(bitsOnSizes([1, 4], preference)).toEqual(closeTo(0.25));
    expect(bitsOnSizes([1, 4], { ...preference, kind: 'number', curve: { kind: 'atMost' } })).toEqual(closeTo(0.125));
  });

  const garden = flatCatalog({
    attributes: [
      { id: 'garden', type: 'boolean' },
      { id: 'extras', type: 'set' },
    ],
    plans: {
      a: { garden: true, extras: ['x', 'y'] },
      b: { garden: false, extras: ['x'] },
      c: { garden: true, extras: ['x'] },
      d: { garden: false, extras: [] },
    },
    questions: [
      { id: 'extras', kind: 'multiple', effect: 'filter', attribute: 'extras' },
      { id: 'early', kind: 'boolean', effect: 'filter', attribute: 'garden' },
      { id: 'late', kind: 'boolean', effect: 'filter', attribute: 'garden' },
    ],
  });

  it('takes the highest, and the earlier of equals', () => {
    expect(recommend(garden, {}).nextQuestion).toEqual({ questionId: 'early', expectedBits: 1 });
    const extras = { ...garden, questions: garden.questions.slice(0, 1) };
    const expectedBits = closeTo(0.75 * Math.log2(4 / 3) + 0.25 * 2);
    expect(recommend(extras, {}).nextQuestion).toEqual({ questionId: 'extras', expectedBits });
  });

  it('is null when nothing is left to learn or to choose from', () => {
    expect(recommend(garden, { exclude: ['a', 'b', 'c', 'd'] }).nextQuestion).toBeNull();
    expect(recommend(garden, { exclude: ['b', 'c', 'd'] }).nextQuestion).toBeNull();
    expect(recommend(garden, { responses: { early: true, late: false } }).nextQuestion).toBeNull();
  });

  it('values a context question by what waits for it, through further context questions', () => {
    const catalog = {
      ...garden,
      questions: [
        { id: 'first', text: '', kind: 'boolean', effect: 'context', answerable: 0.5 },
        { id: 'second', text: '', kind: 'boolean', effect: 'context', askWhen: { question: 'first', in: [true] } },
        { ...garden.questions[1]!, askWhen: { question: 'second', in: [true] }, answerable: 0.8 },
        { id: 'idle', text: '', kind: 'boolean', effect: 'context' },
      ] satisfies Question[],
    };
    expect(recommend(catalog, {}).nextQuestion).toEqual({ questionId: 'first', expectedBits: closeTo(0.4) });
    expect(recommend(catalog, { responses: { first: true } }).nextQuestion).toEqual({
      questionId: 'second',
      expectedBits: closeTo(0.8),
    });
    expect(recommend(catalog, { responses: { first: false } }).nextQuestion).toBeNull();
  });
});

describe.each(implementations)('stability by the %s', (_name, { recommend }) => {
  const settled = (...parameters: Parameters<typeof recommend>) => {
    const { stability, canStop } = recommend(...parameters);
    return { stability, canStop };
  };
  const sized = sizesCatalog([1, 2, 3, 4, null], { kind: 'number', compare: 'atMost' });

  it('is the share of possible answers that leave the first three as they are', () => {
    // At most 1 or 2 leaves fewer than three, 3 and 4 keep the first three.
    expect(settled(sized, {})).toEqual({ stability: 0.5, canStop: false });
    expect(settled({ ...sized, stopAt: 0.5 }, {})).toEqual({ stability: 0.5, canStop: true });
    expect(settled(sized, { responses: { size: 4 } })).toEqual({ stability: 1, canStop: true });
  });

  it('weighs a value by how many plans hold it', () => {
    const catalog = sizesCatalog([1, 1, 1, 2], { kind: 'number', compare: 'equals' });
    expect(settled(catalog, {})).toEqual({ stability: 0.75, canStop: false });
  });

  it('is 0 when nothing fits and 1 when nothing could be answered', () => {
    expect(settled(sized, { responses: { size: 0 } })).toEqual({ stability: 0, canStop: false });
    expect(settled({ ...sized, stopAt: 0 }, { responses: { size: 0 } })).toEqual({ stability: 0, canStop: false });
    const unanswerable = sizesCatalog([1, 2, 3], { kind: 'number', compare: 'atMost', answerable: 0 });
    expect(settled(unanswerable, {})).toEqual({ stability: 1, canStop: true });
  });

  it('judges preferences by the order they would give', () => {
    const catalog = sizesCatalog([1, 2, 3, 4], {
      kind: 'number',
      effect: 'preference',
      curve: { kind: 'target', width: 10 },
    });
    // Wishing for 1 keeps p00, p01, p02; any other wish puts its own plan first.
    expect(settled(catalog, {})).toEqual({ stability: 0.25, canStop: false });
  });

  it('counts yes and no as the options of a context question', () => {
    const base = sizesCatalog([1, 2], { kind: 'range', effect: 'context', attribute: undefined });
    const member: Question = { id: 'member', text: '', kind: 'boolean', effect: 'context' };
    const ranking: RankingEntry[] = [
      {
        attributeBy: { question: 'member', map: { true: 'size' } },
        curve: { kind: 'linear', from: 0, to: 9 },
      },
    ];
    // A member gets the largest first, anybody else the order of plan ids.
    expect(settled({ ...base, questions: [member], ranking }, {})).toEqual({ stability: 0.5, canStop: false });
  });

  it('sees a term replaced by another on the same column', () => {
    const base = sizesCatalog([1, 2], { kind: 'number', compare: 'atLeast' });
    const upwards = { kind: 'linear', from: 0, to: 9 } as const;
    const downwards = { kind: 'linear', from: 9, to: 0 } as const;
    const ranking: RankingEntry[] = [
      { attributeBy: { question: 'size', map: { '0': 'size' } }, curve: upwards },
      {
        attributeBy: { question: 'size', map: { '0': { question: 'size', map: { '5': 'size' } } }, default: 'size' },
        curve: downwards,
      },
    ];
    // At least 1 keeps both plans but turns their order; at least 2 leaves one.
    expect(settled({ ...base, ranking }, {})).toEqual({ stability: 0, canStop: false });
  });

  it('judges a preference that chooses what the ranking looks at by both together', () => {
    const base = sizesCatalog([1, 0], { kind: 'number', effect: 'preference', curve: { kind: 'equals' } });
    const ranking: RankingEntry[] = [
      { attributeBy: { question: 'size', map: { '0': 'size' } }, curve: { kind: 'linear', from: 1, to: 0 } },
    ];
    // Wishing for 0 puts p01 first twice over; wishing for 1 gives both plans 0.5, so plan ids decide as before.
    expect(settled({ ...base, ranking }, {})).toEqual({ stability: 0.5, canStop: false });
  });

  it('does not stop while a context question could open another', () => {
    const base = sizesCatalog([1, 2, 3], { kind: 'range', askWhen: { question: 'who', in: ['me'] } });
    const who: Question = { id: 'who', text: '', kind: 'single', effect: 'context', options: [{ value: 'me' }] };
    const catalog = { ...base, questions: [who, ...base.questions] };
    expect(settled(catalog, {})).toEqual({ stability: 1, canStop: false });
    expect(settled(catalog, { responses: { who: 'you' } })).toEqual({ stability: 1, canStop: true });
    expect(settled(catalog, { responses: { who: 'me' } })).toEqual({ stability: 0, canStop: false });
  });
});
