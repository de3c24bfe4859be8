import { randomUUID } from 'node:crypto';
import type { Cache, CacheKey, CacheValue } from '../../../shared/ports/cache.ts';
import type { TestClock } from '../../support/testClock.ts';

export interface CacheContext {
  cache: Cache;
  clock: TestClock;
}

/** One that no other test uses. */
export function newKey(...segments: string[]): CacheKey {
  return [randomUUID(), ...segments];
}

export function valueOf(sessionVersion: number, activation = 1, modelActivation = 0, text = 'text'): CacheValue {
  return { counters: { sessionVersion, activation, modelActivation }, text };
}
