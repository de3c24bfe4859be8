import { setTimeout as sleep } from 'node:timers/promises';
import { createRedisCache, type RedisCacheEvent } from '../../shared/adapters/redis/redisCache.ts';
import type { Cache } from '../../shared/ports/cache.ts';
import { eventually } from '../support/eventually.ts';
import {
  hasRedisServer,
  redisServerReason,
  startRedisServer,
  stopAllRedisServers,
  type RedisServer,
} from '../support/redisServer.ts';
import { describeIf } from '../support/requireTool.ts';
import { findFreePort } from '../support/serverProcess.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcpProxy.ts';
import { valueOf } from './cache/samples.ts';

const COMMAND_TIMEOUT_MS = 150;
const FAILURES_TO_OPEN = 3;
const key = ['key'];

describeIf(hasRedisServer, redisServerReason, 'the redis cache, when its server fails', () => {
  let events: RedisCacheEvent['kind'][];
  const caches: Cache[] = [];
  const proxies: TcpProxy[] = [];

  beforeEach(() => {
    events = [];
  });

  afterEach(async () => {
    await Promise.all(caches.splice(0).map((cache) => cache.dispose()));
    await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
    await stopAllRedisServers();
  });

  async function openCache(port: number): Promise<Cache> {
    const cache = await createRedisCache({
      url: `redis://127.0.0.1:${port}`,
      auth: { kind: 'none' },
      commandTimeoutMs: COMMAND_TIMEOUT_MS,
      breaker: { failuresToOpen: FAILURES_TO_OPEN, openMs: 200 },
      reconnect: { firstDelayMs: 20, maxDelayMs: 100 },
      onEvent: ({ kind }) => events.push(kind),
    });
    caches.push(cache);
    return cache;
  }

  async function openProxy(server: RedisServer): Promise<TcpProxy> {
    const proxy = await startTcpProxy(server.port);
    proxies.push(proxy);
    return proxy;
  }

  /** Puts until it is stored, which also waits for the first connection and for a breaker to close. */
  const putEventually = (cache: Cache, version = 1): Promise<boolean> =>
    eventually(async () => (await cache.put(key, valueOf(version), 600)).outcome === 'stored');

  /** Failures in a row, one after the other, until calls are no longer let through. */
  async function readUntilOpen(cache: Cache): Promise<void> {
    await eventually(async () => {
      expect(await cache.get(key)).toEqual({ outcome: 'unavailable' });
      return (await cache.describe()).breaker === 'open';
    });
  }

  const isClosed = async (cache: Cache): Promise<boolean> => (await cache.describe()).breaker === 'closed';

  it('starts without one, and works once there is one', async () => {
    const port = await findFreePort();
    const cache = await openCache(port);
    await readUntilOpen(cache);
    expect(await cache.put(key, valueOf(1), 60)).toEqual({ outcome: 'unavailable' });
    await startRedisServer({ port });
    await putEventually(cache);
    expect(await cache.get(key)).toEqual({ outcome: 'hit', value: valueOf(1) });
    expect(events.filter((kind) => kind === 'opened' || kind === 'closed')).toEqual(['opened', 'closed']);
    expect(events).toContain('connectionFailed');
  });

  it('survives it being killed and started again on the same port, empty', async () => {
    const server = await startRedisServer();
    const cache = await openCache(server.port);
    const heard: string[] = [];
    cache.onSignal('channel', (text) => heard.push(text));
    await putEventually(cache);
    await server.kill();
    await readUntilOpen(cache);
    await cache.signal('channel', 'lost');

    await startRedisServer({ port: server.port });
    await eventually(async () => (await cache.get(key)).outcome === 'miss');
    expect(await isClosed(cache)).toBe(true);
    await putEventually(cache, 2);
    expect(await cache.get(key)).toEqual({ outcome: 'hit', value: valueOf(2) });
    await eventually(async () => {
      await cache.signal('channel', 'heard again');
      return heard.includes('heard again');
    });
    expect(heard).not.toContain('lost');
  });

  it('goes on with the replica that takes over: reads at once, changes from when it is in charge', async () => {
    const first = await startRedisServer({ args: ['--repl-diskless-sync-delay', '0'] });
    const replica = await startRedisServer({ args: ['--replicaof', `127.0.0.1 ${first.port}`] });
    const proxy = await openProxy(first);
    const cache = await openCache(proxy.port);
    await putEventually(cache, 2);
    await eventually(async () => (await replica.ask('DBSIZE')) === 1);

    await first.kill();
    proxy.redirect(replica.port);
    await eventually(async () => (await cache.get(key)).outcome === 'hit');
    expect(await cache.put(key, valueOf(3), 600)).toEqual({ outcome: 'unavailable' });
    await replica.ask('REPLICAOF', 'NO', 'ONE');
    await putEventually(cache, 3);
    expect(await cache.put(key, valueOf(2), 600)).toEqual({ outcome: 'kept', stored: valueOf(3).counters });
    expect(await cache.get(key)).toEqual({ outcome: 'hit', value: valueOf(3) });
    expect(await isClosed(cache)).toBe(true);
  });

  it('asks a frozen one no more than once in a while, and has its values again when it goes on', async () => {
    const server = await startRedisServer();
    const cache = await openCache(server.port);
    await putEventually(cache);
    events = [];
    server.freeze();
    await readUntilOpen(cache);
    const { timeouts } = await cache.describe();
    expect(timeouts).toBe(FAILURES_TO_OPEN);
    const manyReads = await Promise.all(Array.from({ length: 1_000 }, () => cache.get(key)));
    expect(new Set(manyReads.map(({ outcome }) => outcome))).toEqual(new Set(['unavailable']));
    // One of them may have been a probe; all others were answered without the server.
    expect((await cache.describe()).timeouts).toBeLessThanOrEqual(FAILURES_TO_OPEN + 1);

    const frozenUntil = Date.now() + 2_000;
    while (Date.now() < frozenUntil) {
      expect(await cache.get(key)).toEqual({ outcome: 'unavailable' });
      await sleep(20);
    }
    server.resume();
    await eventually(async () => (await cache.get(key)).outcome === 'hit');
    expect(await cache.get(key)).toEqual({ outcome: 'hit', value: valueOf(1) });
    expect(await isClosed(cache)).toBe(true);
    expect(events.filter((kind) => kind === 'opened' || kind === 'closed')).toEqual(['opened', 'closed']);
  });

  it('does not wait for one that answers after 5 s', async () => {
    const server = await startRedisServer();
    const proxy = await openProxy(server);
    const cache = await openCache(proxy.port);
    await putEventually(cache);
    proxy.delayMs = 5_000;
    events = [];
    await readUntilOpen(cache);
    expect(events).toEqual([...Array.from({ length: FAILURES_TO_OPEN }, () => 'timeout'), 'opened']);
    proxy.delayMs = 0;
    await eventually(async () => (await cache.get(key)).outcome === 'hit');
    expect(await isClosed(cache)).toBe(true);
  });

  it('takes a new connection for one that is open and silent', async () => {
    const server = await startRedisServer();
    const proxy = await openProxy(server);
    const cache = await openCache(proxy.port);
    await putEventually(cache);
    expect(proxy.accepted).toBe(1);
    proxy.delayMs = 3_600_000;
    await readUntilOpen(cache);
    // The delay stays on what the first connection was sent; a second one is as fast as ever.
    proxy.delayMs = 0;
    await eventually(async () => (await cache.get(key)).outcome === 'hit');
    expect(proxy.accepted).toBe(2);
    expect(await cache.put(key, valueOf(2), 60)).toEqual({ outcome: 'stored' });
  });

  it('counts what the server refuses as a failure too', async () => {
    const server = await startRedisServer({ args: ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'] });
    const cache = await openCache(server.port);
    await eventually(async () => (await cache.get(key)).outcome === 'miss');
    for (let attempt = 0; attempt < FAILURES_TO_OPEN; attempt += 1) {
      expect(await cache.put(key, valueOf(1), 60)).toEqual({ outcome: 'unavailable' });
    }
    expect(await cache.describe()).toMatchObject({ breaker: 'open', timeouts: 0, breakerOpened: 1 });
    await server.ask('CONFIG', 'SET', 'maxmemory', '0');
    await putEventually(cache);
    expect(await isClosed(cache)).toBe(true);
  });
});
