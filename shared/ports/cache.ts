/**
 * Values that can be computed again, kept where every instance reads them. Promises every adapter keeps:
 * - a value is written whole, and only when it is not older than the one stored (`Counters`): writers may come in any order
 *   and any number of times;
 * - every key expires;
 * - no call takes longer than the adapter's command timeout, and none rejects: what cannot be had is `unavailable`. A cache
 *   that keeps failing is left alone for a while, during which calls are `unavailable` at once.
 */
export interface Cache {
  get(key: CacheKey): Promise<CacheRead>;
  /** @param ttlSeconds 1 to a year; RangeError for others, and for counters that are no safe integers from 0 */
  put(key: CacheKey, value: CacheValue, ttlSeconds: number): Promise<CacheWrite>;
  /**
   * Counts within a window of whole seconds that begins with the first count; for limits that all instances share. A cache
   * that is full or restarted may forget a window.
   */
  countUp(key: CacheKey, windowSeconds: number): Promise<CacheCount>;
  /** Tells every instance, this one included; whoever is away misses it. */
  signal(channel: string, text: string): Promise<void>;
  /** Until the cache is disposed of; away until it is connected. A listener does not throw. */
  onSignal(channel: string, listen: (text: string) => void): void;
  describe(): Promise<Record<string, string | number | boolean>>;
  dispose(): Promise<void>;
}

/** Segments of opaque text, told apart whatever characters they hold. */
export type CacheKey = readonly string[];

/**
 * What a value was computed from; compared in this order: the first difference decides which is newer. Never version
 * numbers of a catalogue: they fall when it is rolled back, activations always rise.
 */
export interface Counters {
  sessionVersion: number;
  activation: number;
  modelActivation: number;
}

export interface CacheValue {
  counters: Counters;
  /** Kept as UTF-8: a lone surrogate comes back as U+FFFD. */
  text: string;
}

export type CacheRead = { outcome: 'hit'; value: CacheValue } | { outcome: 'miss' } | { outcome: 'unavailable' };

/** `leftSeconds` of the window, at least 1. */
export type CacheCount = { outcome: 'counted'; count: number; leftSeconds: number } | { outcome: 'unavailable' };

/** `kept`: the stored value is newer. One with the same counters is written again. */
export type CacheWrite = { outcome: 'stored' } | { outcome: 'kept'; stored: Counters } | { outcome: 'unavailable' };
