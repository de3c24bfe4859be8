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
  const known = new LRUCache<string, Known>({ max: KEPT_CATALOGS });
  const reading = new Map<string, Promise<CountedPopularity | undefined>>();

  /** One read at a time for each catalogue. */
  function read(tenantId: string, catalogId: string, key: string): Promise<CountedPopularity | undefined> {
    let underWay = reading.get(key);
    if (underWay === undefined) {
      underWay = repository
        .get({ tenantId, catalogId })
        .then((found) => {
          known.set(key, { readAtMs: clock.nowMs(), counted: found?.body });
          return found?.body;
        })
        .finally(() => reading.delete(key));
      reading.set(key, underWay);
    }
    return underWay;
  }

  return {
    async current(tenantId, catalogId) {
      const key = partitionKeyOf(tenantId, catalogId);
      const last = known.get(key);
      if (last === undefined) return read(tenantId, catalogId, key);
      // A little old is better than waiting, and than no list while the store does not answer.
      if (clock.nowMs() - last.readAtMs >= KEPT_MS) read(tenantId, catalogId, key).catch(() => undefined);
      return last.counted;
    },
  };
}

interface Known {
  readAtMs: number;
  counted: CountedPopularity | undefined;
}
