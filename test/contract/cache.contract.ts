import type { Cache } from '../../shared/ports/cache.ts';
import { createManualClock, createRealClock, type TestClock } from '../support/testClock.ts';
import { describeCounts } from './cache/counts.ts';
import { describeExpiry } from './cache/expiry.ts';
import { describeKeysAndValues } from './cache/keysAndValues.ts';
import { describeNewest } from './cache/newest.ts';
import { newKey, valueOf, type CacheContext } from './cache/samples.ts';
import { describeSignals } from './cache/signals.ts';

export interface CacheContract {
  name: string;
  createPlace(): CachePlace | Promise<CachePlace>;
  /** `real` where a service keeps the time itself, so that tests have to wait for it. */
  time: 'manual' | 'real';
}

export interface CachePlace {
  /** Resolves when the cache can be asked. */
  open(clock: TestClock): Cache | Promise<Cache>;
  remove(): void | Promise<void>;
}

/** What every cache promises. A new adapter needs a `CacheContract` and nothing else. */
export function describeCacheContract(contract: CacheContract): void {
  describe(`${contract.name} cache`, () => {
    const context = {} as CacheContext;
    let place: CachePlace;

    beforeAll(async () => {
      context.clock = contract.time === 'manual' ? createManualClock() : createRealClock();
      place = await contract.createPlace();
      context.cache = await place.open(context.clock);
    });

    afterAll(async () => {
      await context.cache.dispose();
      await place.remove();
    });

    describe('the newest value', () => describeNewest(context));
    describe('keys and values', () => describeKeysAndValues(context));
    describe('expiry', () => describeExpiry(context));
    describe('counts', () => describeCounts(context));
    describe('signals', () => describeSignals(context));

    it('describes itself', async () => {
      expect(typeof (await context.cache.describe()).adapter).toBe('string');
    });

    it('closes once, and then is unavailable', async () => {
      const ownPlace = await contract.createPlace();
      const own = await ownPlace.open(context.clock);
      own.onSignal('channel', () => undefined);
      await own.dispose();
      await own.dispose();
      expect(await own.get(newKey())).toEqual({ outcome: 'unavailable' });
      expect(await own.put(newKey(), valueOf(1), 60)).toEqual({ outcome: 'unavailable' });
      expect(await own.countUp(newKey(), 60)).toEqual({ outcome: 'unavailable' });
      await own.signal('channel', 'text');
      await ownPlace.remove();
    });
  });
}
