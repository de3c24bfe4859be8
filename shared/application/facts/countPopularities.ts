import { isDeepStrictEqual } from 'node:util';
import { countPopularity } from '../../domain/recommendation/popularity.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Activation } from '../repositories/activationRepository.ts';
import type { SessionFacts } from '../repositories/factsRepository.ts';
import type { UseCases } from '../useCases.ts';

type CountDependencies = Pick<Dependencies, 'activations' | 'facts' | 'popularityCounts' | 'clock' | 'logger'>;

/** The sessions counted: the latest ones, so that what is popular follows the times and costs the same on any amount. */
const COUNTED_SESSIONS = 10_000;

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
    const all: SessionFacts[] = [];
    for await (const page of facts.interested(tenantId, catalogId, COUNTED_SESSIONS)) all.push(...page);
    const popularity = countPopularity(all.map(({ segment, interest }) => ({ segment, plans: interest })));
    if (isDeepStrictEqual(stored?.body.popularity ?? NOBODY, popularity)) return;
    const activation = (stored?.body.activation ?? 0) + 1;
    const countedAt = new Date(clock.nowMs()).toISOString();
    const counted = { tenantId, catalogId, activation, countedAt, popularity };
    // Lost to another instance, it was counted from the same facts there.
    await popularityCounts.put(counted, stored?.revision);
  }
}

const NOBODY = countPopularity([]);
