import { LRUCache } from 'lru-cache';
import type { Cache, CacheKey, CacheValue, CacheWrite } from '../../ports/cache.ts';
import { checkPut, compareCounters, toCacheAddress } from '../common/cacheRules.ts';
import { createSignalListeners } from '../common/signalListeners.ts';

export interface MemoryCacheOptions {
  /** Milliseconds since 1970. @default Date.now */
  now?: () => number;
  /** @default 10_000 */
  maxEntries?: number;
  /** Of keys and values, as UTF-16; a value that is larger by itself is not kept. @default 64 MB */
  maxBytes?: number;
}

interface Entry extends CacheValue {
  expiresAtMs: number;
}

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const BYTES_PER_CODE_UNIT = 2;

/** A cache of one process. Full, it lets go what was least recently used, whether it has expired or not. */
export function createMemoryCache(options: MemoryCacheOptions = {}): Cache {
  const { now = Date.now, maxEntries = 10_000, maxBytes = DEFAULT_MAX_BYTES } = options;
  const listeners = createSignalListeners();
  let isOpen = true;

  const entries = new LRUCache<string, Entry>({
    max: maxEntries,
    maxSize: maxBytes,
    sizeCalculation: ({ text }, address) => (address.length + text.length) * BYTES_PER_CODE_UNIT,
  });

  const counters = new LRUCache<string, { count: number; endsAtMs: number }>({ max: maxEntries });

  function living(address: string): Entry | undefined {
    const entry = entries.get(address);
    if (entry === undefined || entry.expiresAtMs > now()) return entry;
    entries.delete(address);
    return undefined;
  }

  function put(key: CacheKey, { counters, text }: CacheValue, ttlSeconds: number): CacheWrite {
    checkPut(counters, ttlSeconds);
    if (!isOpen) return { outcome: 'unavailable' };
    const address = toCacheAddress(key);
    const stored = living(address)?.counters;
    if (stored && compareCounters(stored, counters) > 0) return { outcome: 'kept', stored: { ...stored } };
    entries.set(address, {
      counters: { ...counters },
      // As it would come back from a cache that keeps UTF-8.
      text: text.toWellFormed(),
      expiresAtMs: now() + ttlSeconds * 1000,
    });
    return { outcome: 'stored' };
  }

  return {
    get(key) {
      if (!isOpen) return Promise.resolve({ outcome: 'unavailable' });
      const entry = living(toCacheAddress(key));
      if (entry === undefined) return Promise.resolve({ outcome: 'miss' });
      return Promise.resolve({ outcome: 'hit', value: { counters: { ...entry.counters }, text: entry.text } });
    },

    put: (key, value, ttlSeconds) => new Promise((resolve) => resolve(put(key, value, ttlSeconds))),

    countUp(key, windowSeconds) {
      if (!isOpen) return Promise.resolve({ outcome: 'unavailable' });
      const address = toCacheAddress(key);
      const nowMs = now();
      let counter = counters.get(address);
      if (counter === undefined || counter.endsAtMs <= nowMs) {
        counter = { count: 0, endsAtMs: nowMs + windowSeconds * 1000 };
        counters.set(address, counter);
      }
      counter.count++;
      const leftSeconds = Math.ceil((counter.endsAtMs - nowMs) / 1000);
      return Promise.resolve({ outcome: 'counted', count: counter.count, leftSeconds });
    },

    signal(channel, text) {
      listeners.tell(channel, text.toWellFormed());
      return Promise.resolve();
    },

    onSignal: (channel, listen) => listeners.add(channel, listen),

    describe: () => Promise.resolve({ adapter: 'memory', entries: entries.size, bytes: entries.calculatedSize }),

    dispose() {
      isOpen = false;
      entries.clear();
      counters.clear();
      listeners.clear();
      return Promise.resolve();
    },
  };
}
