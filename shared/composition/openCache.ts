import type { RedisCacheEvent } from '../adapters/redis/redisCache.ts';
import type { Settings } from '../config/settings.ts';
import type { Logger } from '../observability/logger.ts';
import type { Cache } from '../ports/cache.ts';

export type CacheEvent = RedisCacheEvent;

export interface CacheSurroundings {
  logger: Logger;
  /** For figures: each timeout, and each opening and closing of the breaker. */
  onEvent?: (event: CacheEvent) => void;
}

/** Redis need not be there: until it is, the cache is unavailable, and so are signals. */
export async function openCache({ cache }: Pick<Settings, 'cache'>, surroundings: CacheSurroundings): Promise<Cache> {
  switch (cache.kind) {
    case 'memory': {
      const { createMemoryCache } = await import('../adapters/memory/memoryCache.ts');
      return createMemoryCache();
    }
    case 'redis': {
      const { createRedisCache } = await import('../adapters/redis/redisCache.ts');
      const { url, auth, commandTimeoutMs } = cache;
      const { logger, onEvent } = surroundings;
      const onEveryEvent = (event: CacheEvent): void => {
        logEvent(logger, event);
        onEvent?.(event);
      };
      return createRedisCache({ url, auth, commandTimeoutMs, onEvent: onEveryEvent });
    }
  }
}

/** What happens to single calls and connections is too much for a log; the breaker sums it up. */
function logEvent(logger: Logger, event: CacheEvent): void {
  if (event.kind === 'opened') logger.warn('Redis does not answer; going on without', { cause: String(event.cause) });
  if (event.kind === 'closed') logger.info('Redis answers again');
}
