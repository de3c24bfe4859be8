import { reconnectDelayMs } from '../../../shared/adapters/redis/redisConnection.ts';
import { CommandTimeout, within } from '../../../shared/adapters/redis/within.ts';

describe('the delay before a connection is tried again', () => {
  const options = { firstDelayMs: 50, maxDelayMs: 2_000 };
  const delays = (retries: number) => Array.from({ length: 500 }, () => reconnectDelayMs(retries, options));

  it.each([
    [0, 50],
    [1, 100],
    [5, 1_600],
    [6, 2_000],
    [5_000, 2_000],
  ])('after %i retries is %i ms at most and half of it at least, spread between', (retries, longest) => {
    const all = delays(retries);
    expect(Math.max(...all)).toBeLessThanOrEqual(longest);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(longest / 2);
    expect(new Set(all).size).toBeGreaterThan(5);
  });
});

describe('work within a time', () => {
  it('is what the work comes to', async () => {
    expect(await within(10_000, Promise.resolve('done'))).toBe('done');
    await expect(within(10_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('is given up when the work takes longer', async () => {
    await expect(within(5, new Promise(() => undefined))).rejects.toThrow(CommandTimeout);
  });

  it('does not take an answer for late that lay ready while this process was busy', async () => {
    const answer = new Promise((resolve) => setImmediate(() => resolve('in time')));
    const result = within(5, answer);
    const busyUntil = Date.now() + 50;
    while (Date.now() < busyUntil);
    expect(await result).toBe('in time');
  });

  it('leaves no rejection behind that nobody handles', async () => {
    let reject: (cause: Error) => void = () => undefined;
    const late = new Promise((_resolve, rejectLate) => {
      reject = rejectLate;
    });
    await expect(within(5, late)).rejects.toThrow(CommandTimeout);
    reject(new Error('late'));
    await new Promise((resolve) => setImmediate(resolve));
  });
});
