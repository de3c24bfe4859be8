import type { CacheKey, Counters } from '../../ports/cache.ts';

const ORDER = ['sessionVersion', 'activation', 'modelActivation'] as const satisfies (keyof Counters)[];
const MAX_TTL_SECONDS = 365 * 24 * 60 * 60;

/** JSON of the segments: no two keys share a text, and lone surrogates, which UTF-8 cannot tell apart, are escaped. */
export function toCacheAddress(key: CacheKey): string {
  return JSON.stringify(key);
}

/** Negative: `one` is older; 0: the same. */
export function compareCounters(one: Counters, other: Counters): number {
  const first = ORDER.find((name) => one[name] !== other[name]);
  return first === undefined ? 0 : one[first] - other[first];
}

/** What the port asks of whoever puts. A breach is a mistake in this program, not in a request, hence RangeError. */
export function checkPut(counters: Counters, ttlSeconds: number): void {
  for (const name of ORDER) {
    if (!Number.isSafeInteger(counters[name]) || counters[name] < 0) {
      throw new RangeError(`${name} is a whole number from 0, not ${counters[name]}`);
    }
  }
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > MAX_TTL_SECONDS) {
    throw new RangeError(`ttlSeconds is a whole number from 1 to ${MAX_TTL_SECONDS}, not ${ttlSeconds}`);
  }
}
