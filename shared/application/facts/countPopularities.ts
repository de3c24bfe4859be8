import { isDeepStrictEqual } from 'node:util';
import { countPopularity, type SessionInterest } from '../../domain/recommendation/popularity.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activation } from '../repositories/activationRepository.ts';
import type { UseCases } from '../useCases.ts';

type CountDependencies = Pick<Dependencies, 'activations' | 'facts' | 'popularityCounts' | 'clock' | 'logger'>;

/** The sessions counted: the latest ones, so that what is popular follows the times and costs the same on any amount. */
const COUNTED_SESSIONS = 10_000;
/** Also without news: sessions expire and are erased. */
const RECOUNT_MS = 60 * 60_000;

/**
 * Counts popularity anew from the facts of sessions, for every catalogue. From the facts and never
 * by adding up: whatever was delivered twice, erased or replayed, the figures are those of the facts as they are.
 */
export function createCountPopularities(deps: CountDependencies): UseCases['countPopularities'] {
  const { activations, facts, popularityCounts, clock, logger } = deps;

  return async function countPopularities() {
    for (const activation of await activations.listAll()) {
      try {
        await count(activation);
      } catch (error) {
        const { tenantId, catalogId } = activation;
        logger.error('Popularity could not be counted; it is tried again', error, { tenantId, catalogId });
      }
    }
  };

  async function count({ tenantId, catalogId }: Activation): Promise<void> {
    const stored = await popularityCounts.get({ tenantId, catalogId });
    const latest = await latestInterest(tenantId, catalogId);
    const nowMs = clock.nowMs();
    const isRecent = stored !== undefined && nowMs - Date.parse(stored.body.countedAt) < RECOUNT_MS;
    if (isRecent && stored.body.latest === latest) return;
    const all: SessionInterest[] = [];
    for await (const page of facts.interested(tenantId, catalogId, COUNTED_SESSIONS)) {
      for (const { segment, interest } of page) all.push({ segment, plans: interest });
    }
    const popularity = countPopularity(all);
    const isSame = isDeepStrictEqual(stored?.body.popularity ?? NOBODY, popularity);
    if (stored === undefined && isSame) return;
    const activation = (stored?.body.activation ?? 0) + (isSame ? 0 : 1);
    const counted = { tenantId, catalogId, activation, countedAt: new Date(nowMs).toISOString(), latest, popularity };
    // Lost to another instance, it was counted from the same facts there.
    await popularityCounts.put(counted, stored?.revision);
  }

  async function latestInterest(tenantId: string, catalogId: string): Promise<string | null> {
    for await (const [latest] of facts.interested(tenantId, catalogId, 1)) return latest?.interestedAt ?? null;
    return null;
  }
}

const NOBODY = countPopularity([]);
