import { newKey, valueOf, type CacheContext } from './samples.ts';

export function describeCounts(context: CacheContext): void {
  const count = (key: readonly string[], windowSeconds = 60) => context.cache.countUp(key, windowSeconds);

  it('rise by one, whoever counts at once', async () => {
    const key = newKey();
    const counted = await Promise.all(Array.from({ length: 50 }, () => count(key)));
    const counts = counted.map((one) => (one.outcome === 'counted' ? one.count : -1));
    expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  it('of one key are not those of another, nor its value', async () => {
    const key = newKey();
    await count(key);
    expect(await count([...key, 'more'])).toMatchObject({ count: 1 });
    expect(await context.cache.get(key)).toEqual({ outcome: 'miss' });
    await context.cache.put(key, valueOf(1), 60);
    expect(await count(key)).toMatchObject({ count: 2 });
  });

  it('begin anew when their time is over, which counting does not put off', async () => {
    const key = newKey();
    expect(await count(key, 2)).toEqual({ outcome: 'counted', count: 1, leftSeconds: 2 });
    await context.clock.advance(1_100);
    expect(await count(key, 2)).toEqual({ outcome: 'counted', count: 2, leftSeconds: 1 });
    await context.clock.advance(1_100);
    expect(await count(key, 2)).toMatchObject({ count: 1 });
  });
}
