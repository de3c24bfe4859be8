import { AppError } from '../domain/errors.ts';
import type { Dependencies } from './dependencies.ts';

/** Throws AppError `rate_limited` when a caller starts more sessions than it may, counted over all instances. */
export type LimitStarts = (tenantId: string, caller: string) => Promise<void>;

const WINDOW_SECONDS = 60;

/**
 * Starting a session is rare for a person and leaves a document for months, so its limit is shared by all instances. While
 * the cache does not answer nobody is refused: the limits of each instance hold on.
 *
 * @param perMinute 0: no limit.
 */
export function createLimitStarts(
  { cache, metrics }: Pick<Dependencies, 'cache' | 'metrics'>,
  perMinute: number,
): LimitStarts {
  return async function limitStarts(tenantId, caller) {
    if (perMinute === 0) return;
    const counted = await cache.countUp(['starts', tenantId, caller], WINDOW_SECONDS);
    if (counted.outcome === 'unavailable' || counted.count <= perMinute) return;
    metrics.count('rateLimited.count');
    throw new AppError('rate_limited', { retryAfterSeconds: counted.leftSeconds });
  };
}
