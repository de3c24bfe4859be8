import { createRedisCache, type RedisCacheOptions } from '../../shared/adapters/redis/redisCache.ts';
import type { Cache } from '../../shared/ports/cache.ts';
import { eventually } from '../support/eventually.ts';
import { hasRedisServer, redisServerReason, startRedisServer, stopAllRedisServers } from '../support/redisServer.ts';
import { describeIf } from '../support/requireTool.ts';
import { describeCacheContract } from './cache.contract.ts';
import { valueOf } from './cache/samples.ts';

/** On a loaded machine nothing but a fault takes this long. */
const PATIENT_MS = 5_000;

async function openCache(url: string, options: Partial<RedisCacheOptions> = {}): Promise<Cache> {
  const cache = await createRedisCache({ url, auth: { kind: 'none' }, commandTimeoutMs: PATIENT_MS, ...options });
  await eventually(async () => (await cache.describe()).connected === true);
  return cache;
}

describeIf(hasRedisServer, redisServerReason, 'with a real redis-server', () => {
  afterAll(stopAllRedisServers);

  describeCacheContract({
    name: 'redis',
    time: 'real',
    createPlace: async () => {
      const server = await startRedisServer();
      return { open: () => openCache(server.url), remove: () => server.kill() };
    },
  });

  describe('only the redis cache', () => {
    it('gives every key a time to live', async () => {
      const server = await startRedisServer();
      const cache = await openCache(server.url);
      for (const id of ['1', '2']) await cache.put(['ttl', id], valueOf(1), 60);
      await cache.put(['ttl', '1'], valueOf(2), 120);
      await cache.put(['ttl', '2'], valueOf(0), 120);
      const keys = (await server.ask('KEYS', '*')) as string[];
      expect(keys.sort()).toEqual(['shortlist:["ttl","1"]', 'shortlist:["ttl","2"]']);
      const [first, second] = await Promise.all(keys.map((key) => server.ask('TTL', key)));
      expect(first).toBeGreaterThan(60);
      expect(first).toBeLessThanOrEqual(120);
      expect(second).toBeGreaterThan(0);
      expect(second).toBeLessThanOrEqual(60);
      await cache.dispose();
    });

    it('is shared: what one instance puts or signals, another reads or hears', async () => {
      const { url } = await startRedisServer();
      const [one, other] = await Promise.all([openCache(url), openCache(url)]);
      const heard: string[] = [];
      other.onSignal('channel', (text) => heard.push(text));
      await one.put(['shared'], valueOf(2), 60);
      expect(await other.get(['shared'])).toEqual({ outcome: 'hit', value: valueOf(2) });
      expect(await other.put(['shared'], valueOf(1), 60)).toEqual({ outcome: 'kept', stored: valueOf(2).counters });
      await eventually(async () => {
        await one.signal('channel', 'from one');
        return heard.includes('from one');
      });
      await Promise.all([one.dispose(), other.dispose()]);
    });

    it('takes what it did not write itself for nothing, and writes over it', async () => {
      const server = await startRedisServer();
      const cache = await openCache(server.url);
      await server.ask('SET', 'shortlist:["foreign"]', '99 99 without a third');
      expect(await cache.get(['foreign'])).toEqual({ outcome: 'miss' });
      expect(await cache.put(['foreign'], valueOf(1), 60)).toEqual({ outcome: 'stored' });
      expect(await cache.get(['foreign'])).toEqual({ outcome: 'hit', value: valueOf(1) });
      await cache.dispose();
    });

    it('goes on when the server has forgotten the script, or everything', async () => {
      const server = await startRedisServer();
      const cache = await openCache(server.url);
      await cache.put(['flushed'], valueOf(2), 60);
      await server.ask('SCRIPT', 'FLUSH');
      expect(await cache.put(['flushed'], valueOf(1), 60)).toMatchObject({ outcome: 'kept' });
      await server.ask('FLUSHALL');
      expect(await cache.get(['flushed'])).toEqual({ outcome: 'miss' });
      expect(await cache.put(['flushed'], valueOf(1), 60)).toEqual({ outcome: 'stored' });
      expect(await cache.describe()).toMatchObject({ failures: 0, breaker: 'closed' });
      await cache.dispose();
    });

    it('sends the password of its URL, and describes itself without it', async () => {
      const { port } = await startRedisServer({ args: ['--requirepass', 'a secret'] });
      const cache = await openCache(`redis://:a%20secret@127.0.0.1:${port}`);
      expect(await cache.put(['key'], valueOf(1), 60)).toEqual({ outcome: 'stored' });
      expect(await cache.describe()).toEqual({
        adapter: 'redis',
        endpoint: `127.0.0.1:${port}`,
        auth: 'none',
        connected: true,
        listening: false,
        breaker: 'closed',
        commandTimeoutMs: PATIENT_MS,
        timeouts: 0,
        failures: 0,
        breakerOpened: 0,
      });
      await cache.dispose();
    });
  });
});
