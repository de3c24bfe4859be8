import fc from 'fast-check';
import type { Counters } from '../../../shared/ports/cache.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { newKey, valueOf, type CacheContext } from './samples.ts';

const RUNS = 60;

type Three = [sessionVersion: number, activation: number, modelActivation: number];

export function describeNewest(context: CacheContext): void {
  it('is missing before it is put, and then is what was put', async () => {
    const { cache } = context;
    const key = newKey();
    expect(await cache.get(key)).toEqual({ outcome: 'miss' });
    const value = valueOf(7, 3, 2, '{"plans":["a"]}');
    expect(await cache.put(key, value, 60)).toEqual({ outcome: 'stored' });
    expect(await cache.get(key)).toEqual({ outcome: 'hit', value });
  });

  it.each<[name: string, newer: Three, older: Three]>([
    ['an older session version', [5, 5, 5], [4, 9, 9]],
    ['an older activation of the same session version', [5, 5, 5], [5, 4, 9]],
    ['an older model activation of both', [5, 5, 5], [5, 5, 4]],
    ['a number of fewer digits', [10, 0, 0], [9, 0, 0]],
    ['the number before the largest', [Number.MAX_SAFE_INTEGER, 0, 0], [Number.MAX_SAFE_INTEGER - 1, 0, 0]],
  ])('is kept from %s', async (_name, newer, older) => {
    const { cache } = context;
    const key = newKey();
    const value = valueOf(...newer, 'newer');
    await cache.put(key, value, 60);
    expect(await cache.put(key, valueOf(...older, 'older'), 60)).toEqual({ outcome: 'kept', stored: value.counters });
    expect(await cache.get(key)).toEqual({ outcome: 'hit', value });

    const turned = newKey();
    await cache.put(turned, valueOf(...older, 'older'), 60);
    expect(await cache.put(turned, value, 60)).toEqual({ outcome: 'stored' });
    expect(await cache.get(turned)).toEqual({ outcome: 'hit', value });
  });

  it('is written again with the same counters', async () => {
    const { cache } = context;
    const key = newKey();
    await cache.put(key, valueOf(1, 1, 1, 'first'), 60);
    const again = valueOf(1, 1, 1, 'again, and longer');
    expect(await cache.put(key, again, 60)).toEqual({ outcome: 'stored' });
    expect(await cache.get(key)).toEqual({ outcome: 'hit', value: again });
  });

  const small = fc.integer({ min: 0, max: 3 });
  const writes = fc.array(fc.record<Counters>({ sessionVersion: small, activation: small, modelActivation: small }), {
    minLength: 1,
    maxLength: 12,
  });
  const inOrder = ({ sessionVersion, activation, modelActivation }: Counters): number =>
    sessionVersion * 100 + activation * 10 + modelActivation;

  it('is there in the end, whatever the order and repetition of writes, one after the other', async () => {
    const property = fc.asyncProperty(writes, async (all) => {
      const { cache } = context;
      const key = newKey();
      let newest = -1;
      for (const counters of all) {
        const { outcome } = await cache.put(key, { counters, text: JSON.stringify(counters) }, 60);
        expect(outcome).toBe(inOrder(counters) >= newest ? 'stored' : 'kept');
        newest = Math.max(newest, inOrder(counters));
        const read = await cache.get(key);
        expect(read.outcome === 'hit' && inOrder(read.value.counters)).toBe(newest);
      }
    });
    await fc.assert(property, propertyRuns(RUNS));
  });

  it('is there in the end and whole when writers race', async () => {
    const property = fc.asyncProperty(writes, async (all) => {
      const { cache } = context;
      const key = newKey();
      await Promise.all(all.map((counters) => cache.put(key, { counters, text: JSON.stringify(counters) }, 60)));
      const read = await cache.get(key);
      if (read.outcome !== 'hit') throw new Error(read.outcome);
      expect(inOrder(read.value.counters)).toBe(Math.max(...all.map(inOrder)));
      expect(JSON.parse(read.value.text)).toEqual(read.value.counters);
    });
    await fc.assert(property, propertyRuns(RUNS));
  });
}
