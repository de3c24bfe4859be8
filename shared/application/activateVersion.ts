import { AppError } from '../domain/errors.ts';
import { toTraceparent } from '../messaging/traceContext.ts';
import { switchedTo } from './activationSwitch.ts';
import type { Dependencies } from './dependencies.ts';
import type { CatalogVersion } from './repositories/catalogVersionRepository.ts';
import { timed } from './timing.ts';
import type { UseCases } from './useCases.ts';

type ActivateDependencies = Pick<
  Dependencies,
  'catalogVersions' | 'activations' | 'snapshots' | 'cache' | 'outbox' | 'clock' | 'logger'
>;

/** Tells instances that a version was activated somewhere. */
export const ACTIVATIONS_CHANGED = 'activations';

const MAX_ATTEMPTS = 10;

export function createActivateVersion(deps: ActivateDependencies): UseCases['activateVersion'] {
  const { catalogVersions, snapshots, cache, outbox, clock, logger } = deps;

  return async function activateVersion({ tenantId, catalogId, version, traceparent, timing }) {
    const activation = await timed(clock, timing, 'store', async () => {
      const stored = await catalogVersions.get(tenantId, catalogId, version);
      if (stored === undefined) {
        const known = await catalogVersions.newest(tenantId, catalogId);
        throw new AppError(known === undefined ? 'catalog_not_found' : 'version_not_found');
      }
      return switchTo(deps, stored, toTraceparent(traceparent));
    });
    outbox.catalogSwitched({ tenantId, catalogId });
    // Other instances look at once; whoever misses it looks within seconds anyway.
    void cache.signal(ACTIVATIONS_CHANGED, '');
    try {
      await snapshots.refresh({ tenantId, catalogId }, activation);
    } catch (error) {
      // The switch is made; every instance, this one too, keeps trying to load it.
      logger.error('The activated version could not be loaded yet', error, {
        tenantId,
        catalogId,
        version,
        activation,
      });
    }
    return { version, activation };
  };
}

/** Raises the activation by one with each switch, whoever else switches at the same time. */
async function switchTo(
  { activations, clock }: Pick<ActivateDependencies, 'activations' | 'clock'>,
  version: CatalogVersion,
  traceparent: string,
): Promise<number> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const pointer = await activations.get(version);
    const next = switchedTo(pointer?.body, version, { nowMs: clock.nowMs(), traceparent });
    const outcome =
      pointer === undefined ? await activations.create(next) : await activations.replace(pointer.revision, next);
    if (outcome === 'created' || outcome === 'replaced') return next.activation;
  }
  throw new AppError('write_conflict');
}
