export interface RateLimit {
  /** Requests a caller may make each second in the long run. */
  readonly perSecond: number;
  /** Requests a caller who was silent may make at once. */
  readonly burst: number;
}

export interface RateLimiter {
  /** Takes a token from the caller's bucket: 0, or in how many milliseconds there will be one. */
  take(caller: string): number;
}

/** Callers remembered; of the one longest not seen the bucket is taken to be full. */
const MAX_CALLERS = 10_000;
const MS_PER_SECOND = 1_000;

/** A token bucket for each caller, kept as the time at which it will be full again: that alone says how full it is. */
export function createRateLimiter({ perSecond, burst }: RateLimit, nowMs: () => number): RateLimiter {
  const tokenMs = MS_PER_SECOND / perSecond;
  const emptyMs = burst * tokenMs;
  const fullAtMs = new Map<string, number>();
  return {
    take(caller) {
      const now = nowMs();
      const before = fullAtMs.get(caller);
      const after = Math.max(before ?? now, now) + tokenMs;
      const lackMs = after - now - emptyMs;
      // A token that is whole but for an error of rounding is one.
      if (lackMs > tokenMs * 1e-9) return lackMs;
      if (before !== undefined) fullAtMs.delete(caller);
      else if (fullAtMs.size >= MAX_CALLERS) fullAtMs.delete(fullAtMs.keys().next().value!);
      fullAtMs.set(caller, after);
      return 0;
    },
  };
}
