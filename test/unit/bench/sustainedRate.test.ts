import fc from 'fast-check';
import { findHighestRate, growthMs, isSteady } from '../../../bench/events/freshness/sustainedRate.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';

/** A server that holds rates up to `capacity`, and what it was asked. */
function createServer(capacity: number) {
  const tried: number[] = [];
  const holds = (rate: number): Promise<boolean> => {
    tried.push(rate);
    return Promise.resolve(rate <= capacity);
  };
  return { tried, holds };
}

describe('the search for the highest rate', () => {
  test('doubles, then halves what is left, and ends when it is precise enough', async () => {
    const { tried, holds } = createServer(1_000);
    expect(await findHighestRate({ first: 400, tries: 20, precision: 0.1 }, holds)).toBe(1_000);
    expect(tried).toEqual([400, 800, 1_600, 1_200, 1_000, 1_100]);
  });

  test('goes below the first rate when that is too high already', async () => {
    const { tried, holds } = createServer(120);
    expect(await findHighestRate({ first: 400, tries: 20, precision: 0.25 }, holds)).toBe(100);
    expect(tried).toEqual([400, 200, 100, 150, 125]);
  });

  test('knows none when no rate it had the tries for is held', async () => {
    const { tried, holds } = createServer(10);
    expect(await findHighestRate({ first: 400, tries: 3, precision: 0.1 }, holds)).toBeUndefined();
    expect(tried).toEqual([400, 200, 100]);
  });

  test('finds a rate that is held, as near to the capacity as asked for, in few tries', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 50, max: 100_000 }),
        fc.integer({ min: 1, max: 5_000 }),
        async (capacity, first) => {
          const { tried, holds } = createServer(capacity);
          const found = await findHighestRate({ first, tries: 60, precision: 0.1 }, holds);
          expect(found).toBeLessThanOrEqual(capacity);
          expect(found! * 1.1 + 1).toBeGreaterThanOrEqual(capacity);
          expect(new Set(tried).size).toBe(tried.length);
          expect(tried.length).toBeLessThan(30);
        },
      ),
      propertyRuns(200),
    );
  });
});

describe('a run that is held', () => {
  const times = (count: number, of: (place: number) => number): number[] =>
    Array.from({ length: count }, (_, n) => of(n));

  test('has times that stay what they were, a few slow ones included', () => {
    expect(isSteady(times(90, (n) => (n % 10 === 0 ? 900 : 20 + (n % 7))))).toBe(true);
  });

  test('is not one in which every further response waits longer', () => {
    expect(growthMs(times(90, (n) => 10 * n))).toBe(600);
    expect(isSteady(times(90, (n) => 10 * n))).toBe(false);
  });

  test('is not one in which the last are never done, or of which too few are known', () => {
    expect(isSteady(times(90, (n) => (n < 60 ? 10 : Infinity)))).toBe(false);
    expect(isSteady(times(90, () => Infinity))).toBe(false);
    expect(isSteady(times(8, () => 10))).toBe(false);
  });
});
