import fc from 'fast-check';
import { clientAddress } from '../../../functions/http/pipeline/clientAddress.ts';
import { createRateLimiter } from '../../../functions/http/pipeline/rateLimit.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';

/** A bucket as it is usually told: tokens that drip in, up to the brim. */
function createPlainBucket(perSecond: number, burst: number) {
  let tokens = burst;
  let lastMs = 0;
  return (nowMs: number): boolean => {
    tokens = Math.min(burst, tokens + ((nowMs - lastMs) * perSecond) / 1_000);
    lastMs = nowMs;
    if (tokens < 1 - 1e-6) return false;
    tokens -= 1;
    return true;
  };
}

const limits = fc.record({ perSecond: fc.integer({ min: 1, max: 1_000 }), burst: fc.integer({ min: 1, max: 50 }) });
const arrivals = fc.array(
  fc.record({ gapMs: fc.integer({ min: 0, max: 400 }), caller: fc.constantFrom('a', 'b', 'c') }),
  { maxLength: 200 },
);

describe('the bucket of a caller', () => {
  it('lets through what a plain token bucket does, each caller by itself', () => {
    fc.assert(
      fc.property(limits, arrivals, ({ perSecond, burst }, list) => {
        let nowMs = 0;
        const limiter = createRateLimiter({ perSecond, burst }, () => nowMs);
        const plain = new Map(['a', 'b', 'c'].map((caller) => [caller, createPlainBucket(perSecond, burst)]));
        for (const { gapMs, caller } of list) {
          nowMs += gapMs;
          expect(limiter.take(caller) === 0).toBe(plain.get(caller)!(nowMs));
        }
      }),
      propertyRuns(300),
    );
  });

  it('says how long there is to wait, no less and no more', () => {
    fc.assert(
      fc.property(limits, arrivals, (limit, list) => {
        let nowMs = 0;
        const limiter = createRateLimiter(limit, () => nowMs);
        for (const { gapMs } of list) {
          nowMs += gapMs;
          const waitMs = limiter.take('a');
          if (waitMs === 0) continue;
          nowMs += waitMs * 0.9;
          expect(limiter.take('a')).toBeCloseTo(waitMs * 0.1);
          nowMs += waitMs * 0.1;
          expect(limiter.take('a')).toBe(0);
        }
      }),
      propertyRuns(200),
    );
  });

  it('is forgotten, the one longest not seen first, before there are too many', () => {
    const limiter = createRateLimiter({ perSecond: 0.001, burst: 1 }, () => 0);
    expect([limiter.take('first'), limiter.take('second')]).toEqual([0, 0]);
    expect(limiter.take('first')).toBeGreaterThan(0);
    for (let index = 0; index < 9_999; index += 1) limiter.take(`other ${index}`);
    expect(limiter.take('second')).toBeGreaterThan(0);
    expect(limiter.take('first')).toBe(0);
  });
});

describe('the address of a client', () => {
  const addressIn = (value: string): string | undefined =>
    clientAddress(new Headers({ 'x-forwarded-for': value }), 'x-forwarded-for');

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:50123', '203.0.113.7'],
    ['10.0.0.1, 192.0.2.1 , 203.0.113.7:50123', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['[2001:db8:1:2:3:4:5:6]:443', '2001:db8:1:2'],
    ['2001:db8::7', '2001:db8:0:0'],
    ['[2001:DB8:0:0::7]:443', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['unknown', 'unknown'],
  ])('of %s is %s', (value, address) => {
    expect(addressIn(value)).toBe(address);
  });

  it('is not known without the header, or an entry at its end', () => {
    expect(clientAddress(new Headers(), 'x-forwarded-for')).toBeUndefined();
    expect(addressIn('203.0.113.7,')).toBeUndefined();
  });
});
