import { LRUCache } from 'lru-cache';
import type { Clock } from '../../ports/clock.ts';
import { partitionKeyOf } from '../repositories/partitionKey.ts';
import type { CountedPopularity, PopularityRepository } from '../repositories/popularityRepository.ts';

/** Popularity as counted last, read again once what is known is so old. */
export interface Popularities {
  /** undefined: nothing was counted yet. Rejects with AppError `store_unavailable` only while nothing is known. */
  current(tenantId: string, catalogId: string): Promise<CountedPopularity | undefined>;
}

const KEPT_MS = 5_000;
const KEPT_CATALOGS = 200;

export function createPopularities(repository: PopularityRepository, clock: Clock): Popularities {
  const known = new LRUCache<string, { readAtMs: number; counted: CountedPopularity | undefined }>({
    max: KEPT_CATALOGS,
  });
  return {
    async current(tenantId, catalogId) {
      const key = partitionKeyOf(tenantId, catalogId);
      const last = known.get(key);
      const nowMs = clock.nowMs();
      if (last !== undefined && nowMs - last.readAtMs < KEPT_MS) return last.counted;
      try {
        const counted = (await repository.get({ tenantId, catalogId }))?.body;
        known.set(key, { readAtMs: nowMs, counted });
        return counted;
      } catch (error) {
        // A little old is better than no list.
        if (last !== undefined) return last.counted;
        throw error;
      }
    },
  };
}
