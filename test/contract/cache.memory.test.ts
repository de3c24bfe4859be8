import { createMemoryCache } from '../../shared/adapters/memory/memoryCache.ts';
import { describeCacheContract } from './cache.contract.ts';
import { valueOf } from './cache/samples.ts';

describeCacheContract({
  name: 'memory',
  time: 'manual',
  createPlace: () => ({
    open: ({ now }) => createMemoryCache({ now }),
    remove: () => undefined,
  }),
});

describe('only the memory cache', () => {
  it('lets go what was least recently used when it has as many entries as it may', async () => {
    const cache = createMemoryCache({ maxEntries: 2 });
    for (const id of ['1', '2']) await cache.put([id], valueOf(1), 60);
    await cache.get(['1']);
    await cache.put(['3'], valueOf(1), 60);
    const reads = await Promise.all(['1', '2', '3'].map((id) => cache.get([id])));
    expect(reads.map(({ outcome }) => outcome)).toEqual(['hit', 'miss', 'hit']);
  });

  it('stays within its bytes, also with a value that is larger than all of them', async () => {
    const cache = createMemoryCache({ maxBytes: 10_000 });
    const put = (id: string, length: number) => cache.put([id], valueOf(1, 1, 0, 'x'.repeat(length)), 60);
    for (let id = 0; id < 10; id += 1) await put(`${id}`, 1_000);
    const { bytes, entries } = await cache.describe();
    expect(bytes).toBeLessThanOrEqual(10_000);
    expect(entries).toBe(4);
    await put('large', 6_000);
    expect(await cache.get(['large'])).toEqual({ outcome: 'miss' });
    expect(await cache.get(['9'])).toMatchObject({ outcome: 'hit' });
  });
});
