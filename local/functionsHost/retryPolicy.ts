import type { RetryOptions } from './coreTypes.ts';

export interface RetryPolicy {
  /** -1 is without end. */
  readonly maxRetryCount: number;
  /** Milliseconds to wait before the nth retry, n from 1. */
  delayMs(retry: number): number;
}

const JITTER_FROM = 0.8;
const JITTER_TO = 1.2;

/**
 * @returns undefined without a policy
 * @throws {Error} whose message says what is wrong. The library rounds intervals to whole seconds, so anything that arrives
 *   as 0 was written in fractions of a second and would retry without any pause.
 */
export function toRetryPolicy(options: RetryOptions | undefined): RetryPolicy | undefined {
  if (!options) return undefined;
  const { retryStrategy, maxRetryCount } = options;
  if (maxRetryCount === undefined || !Number.isInteger(maxRetryCount) || maxRetryCount < -1) {
    throw new Error('maxRetryCount must be a whole number, or -1 for no end');
  }
  const millisecondsOf = (name: 'delayInterval' | 'minimumInterval' | 'maximumInterval'): number => {
    const seconds = options[name]?.seconds;
    if (seconds === undefined || seconds < 1) throw new Error(`its ${name} must be at least one second`);
    return seconds * 1_000;
  };
  if (retryStrategy === 'fixedDelay') {
    const delay = millisecondsOf('delayInterval');
    return { maxRetryCount, delayMs: () => delay };
  }
  if (retryStrategy !== 'exponentialBackoff') throw new Error(`its strategy "${retryStrategy ?? ''}" is not known`);
  const [minimum, maximum] = [millisecondsOf('minimumInterval'), millisecondsOf('maximumInterval')];
  if (maximum < minimum) throw new Error('its maximumInterval is below its minimumInterval');
  return {
    maxRetryCount,
    delayMs(retry) {
      if (retry <= 1) return minimum;
      const jitter = JITTER_FROM + Math.random() * (JITTER_TO - JITTER_FROM);
      return Math.min(minimum + jitter * 2 ** (retry - 1) * minimum, maximum);
    },
  };
}
