import { newKey, valueOf, type CacheContext } from './samples.ts';

export function describeExpiry(context: CacheContext): void {
  it('lets a value go when its time is over, and then an older one in', async () => {
    const { cache, clock } = context;
    const [short, long] = [newKey(), newKey()];
    await cache.put(short, valueOf(2), 1);
    await cache.put(long, valueOf(2), 60);
    expect((await cache.get(short)).outcome).toBe('hit');
    await clock.advance(1_050);
    expect((await cache.get(short)).outcome).toBe('miss');
    expect((await cache.get(long)).outcome).toBe('hit');
    expect(await cache.put(short, valueOf(1), 60)).toEqual({ outcome: 'stored' });
  });

  it('counts the time anew with each write, and not with one that was refused', async () => {
    const { cache, clock } = context;
    const [rewritten, refused] = [newKey(), newKey()];
    await cache.put(rewritten, valueOf(1), 1);
    await cache.put(rewritten, valueOf(1), 60);
    await cache.put(refused, valueOf(2), 1);
    expect((await cache.put(refused, valueOf(1), 60)).outcome).toBe('kept');
    await clock.advance(1_050);
    expect((await cache.get(rewritten)).outcome).toBe('hit');
    expect((await cache.get(refused)).outcome).toBe('miss');
  });
}
