import { toRetryPolicy } from '../../../local/functionsHost/retryPolicy.ts';
import { isFrequent, parseSchedule } from '../../../local/functionsHost/timer/schedule.ts';

const from = Date.parse('2026-11-21T10:00:00.500Z');
const nextOf = (text: string): string => new Date(parseSchedule(text).next(from)).toISOString();

describe('a schedule', () => {
  it.each([
    ['*/15 * * * * *', '2026-11-21T10:00:15.000Z'],
    ['0 30 9-17 * * *', '2026-11-21T10:30:00.000Z'],
    ['0 0 9-17/4 * * MON-FRI', '2026-11-23T09:00:00.000Z'],
    ['0 5/20 * * * *', '2026-11-21T10:05:00.000Z'],
    ['30 10,20 10 * * *', '2026-11-21T10:10:30.000Z'],
    ['0 0 0 * jan *', '2027-01-01T00:00:00.000Z'],
    ['5 * * * *', '2026-11-21T10:05:00.000Z'],
  ])('understands %s', (text, expected) => {
    expect(nextOf(text)).toBe(expected);
  });

  it('wants both the day of the month and the day of the week to match', () => {
    expect(nextOf('0 0 0 13 * FRI')).toBe('2027-08-13T00:00:00.000Z');
  });

  it.each([
    ['00:00:10', 10_000],
    ['1:02:03', 3_723_000],
    ['2.00:00:00', 172_800_000],
  ])('understands the time span %s', (text, interval) => {
    expect(parseSchedule(text).next(from)).toBe(from + interval);
  });

  it.each([
    '',
    '* * * *',
    '* * * * * * *',
    '0 60 * * * *',
    '@daily',
    '0 0 0 L * *',
    '0 0 0 ? * 1',
    '0 0 0 * * 1#2',
    '0 0 0 * * 7',
    '0 0 0 * * foo',
    '0 0 0 31 2 *',
    '24:00:00',
    '00:60:00',
    '00:00:00',
    '00:00',
    '00:00:01.5',
  ])('refuses "%s"', (text) => {
    expect(() => parseSchedule(text)).toThrow(Error);
  });

  it('is frequent below a minute', () => {
    expect(isFrequent(parseSchedule('*/30 * * * * *'), from)).toBe(true);
    expect(isFrequent(parseSchedule('0 * * * * *'), from)).toBe(false);
    expect(isFrequent(parseSchedule('00:00:59'), from)).toBe(true);
    expect(isFrequent(parseSchedule('00:01:00'), from)).toBe(false);
  });
});

describe('a retry policy', () => {
  it('waits the same each time when fixed', () => {
    const policy = toRetryPolicy({ retryStrategy: 'fixedDelay', maxRetryCount: 3, delayInterval: { seconds: 5 } });
    expect([1, 2, 3].map((retry) => policy?.delayMs(retry))).toEqual([5_000, 5_000, 5_000]);
  });

  it('grows from its minimum, within its jitter, up to its maximum when exponential', () => {
    const policy = toRetryPolicy({
      retryStrategy: 'exponentialBackoff',
      maxRetryCount: -1,
      minimumInterval: { seconds: 2 },
      maximumInterval: { seconds: 60 },
    });
    expect(policy?.delayMs(1)).toBe(2_000);
    for (let retry = 2; retry <= 4; retry += 1) {
      const delay = policy?.delayMs(retry) ?? 0;
      expect(delay).toBeGreaterThanOrEqual(2_000 + 0.8 * 2 ** (retry - 1) * 2_000);
      expect(delay).toBeLessThanOrEqual(2_000 + 1.2 * 2 ** (retry - 1) * 2_000);
    }
    expect(policy?.delayMs(50)).toBe(60_000);
  });

  it('is none when there is none', () => {
    expect(toRetryPolicy(undefined)).toBeUndefined();
  });
});
