import { AppError } from '../domain/errors.ts';
import type { BuiltVersion } from '../ports/catalogBuilder.ts';
import { toTraceparent } from '../messaging/traceContext.ts';
import { switchedTo } from './activationSwitch.ts';
import type { Dependencies } from './dependencies.ts';
import type { CatalogAddress } from './repositories/activationRepository.ts';
import type { CatalogVersion } from './repositories/catalogVersionRepository.ts';
import { timed } from './timing.ts';
import type { CatalogImported, Timing } from './useCases.ts';

export type StoreDependencies = Pick<Dependencies, 'objects' | 'catalogVersions' | 'activations' | 'outbox' | 'clock'>;

/** Throws AppError `write_conflict` when other imports of the same catalogue keep coming first, `store_unavailable`. */
export type StoreCatalogVersion = (
  command: CatalogAddress & { built: BuiltVersion; timing?: Timing },
) => Promise<CatalogImported>;

const MAX_ATTEMPTS = 10;

/**
 * Stores a compiled catalogue as the next version, in an order that leaves nothing half visible wherever it stops:
 * the object under the name of its digest (nobody sees it), the version that names it (it can be activated), and for a
 * catalogue without an active version the pointer to version 1. Repeating an import that stopped half way completes it.
 */
export function createStoreCatalogVersion(deps: StoreDependencies): StoreCatalogVersion {
  const { objects, catalogVersions, activations, outbox, clock } = deps;

  return function storeCatalogVersion({ tenantId, catalogId, built, timing }) {
    return timed(clock, timing, 'store', async () => {
      const { version, created } = await findOrCreate({ tenantId, catalogId }, built);
      const activeVersion = await activeVersionOf({ tenantId, catalogId }, version);
      const { digest } = built;
      return { created, catalogId, version: version.version, active: activeVersion === version.version, digest };
    });
  };

  async function findOrCreate(
    address: CatalogAddress,
    { snapshot: pieces, digest, title, plans }: BuiltVersion,
  ): Promise<{ version: CatalogVersion; created: boolean }> {
    const { tenantId, catalogId } = address;
    const snapshot = ['catalogs', tenantId, catalogId, digest];
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const newest = await catalogVersions.newest(tenantId, catalogId);
      if (newest?.digest === digest) return { version: newest, created: false };
      await objects.put(snapshot, streamed(pieces));
      const version: CatalogVersion = {
        ...address,
        version: (newest?.version ?? 0) + 1,
        title,
        plans,
        digest,
        createdAt: new Date(clock.nowMs()).toISOString(),
        snapshot,
      };
      if ((await catalogVersions.create(version)) === 'created') return { version, created: true };
    }
    throw new AppError('write_conflict');
  }

  /** The active version's number; version 1 becomes active when none is. */
  async function activeVersionOf(address: CatalogAddress, imported: CatalogVersion): Promise<number> {
    const { tenantId, catalogId } = address;
    const pointer = await activations.get(address);
    if (pointer !== undefined) return pointer.body.activeVersion;
    const first = imported.version === 1 ? imported : await catalogVersions.get(tenantId, catalogId, 1);
    const activated = first ?? imported;
    const activeVersion = activated.version;
    const occasion = { nowMs: clock.nowMs(), traceparent: toTraceparent(undefined) };
    const outcome = await activations.create(switchedTo(undefined, activated, occasion));
    if (outcome === 'created') {
      outbox.catalogSwitched(address);
      return activeVersion;
    }
    return (await activations.get(address))?.body.activeVersion ?? activeVersion;
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- they are here already; the store takes them as it can.
async function* streamed(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
