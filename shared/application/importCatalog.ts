import { randomUUID } from 'node:crypto';
import { LIMITS } from '../domain/catalog/schema.ts';
import { AppError } from '../domain/errors.ts';
import type { BuiltCatalog } from '../ports/catalogBuilder.ts';
import type { Dependencies } from './dependencies.ts';
import type { StoreCatalogVersion } from './storeCatalogVersion.ts';
import { timed } from './timing.ts';
import type { UseCases } from './useCases.ts';

/** How long one request may keep others from importing the same catalogue, should its process die. */
const LOCK_MS = 60_000;

export function createImportCatalog(
  { builder, importLocks, clock }: Pick<Dependencies, 'builder' | 'importLocks' | 'clock'>,
  storeCatalogVersion: StoreCatalogVersion,
): UseCases['importCatalog'] {
  return async function importCatalog({ tenantId, catalogId, body, timing }) {
    checkCatalogId(catalogId);
    const address = { tenantId, catalogId };
    const holder = randomUUID();
    if (!(await importLocks.take(address, holder, clock.nowMs() + LOCK_MS))) throw new AppError('import_in_progress');
    try {
      const built = await timed(clock, timing, 'engine', () => builder.buildBody(body));
      if (built.outcome === 'faults') refuse(built);
      return await storeCatalogVersion({ ...address, built: built.version, ...(timing !== undefined && { timing }) });
    } finally {
      await importLocks.release(address, holder);
    }
  };
}

function refuse({ faults, total }: Extract<BuiltCatalog, { outcome: 'faults' }>): never {
  const unsupported = faults.some(({ code }) => code === 'unsupported');
  throw new AppError(unsupported ? 'unsupported' : 'invalid_catalog', { faults: [...faults], total });
}

/** Throws AppError `invalid_request`. */
export function checkCatalogId(catalogId: string): void {
  const fits = catalogId.length > 0 && catalogId.length <= LIMITS.idLength && !/\p{Cc}/u.test(catalogId);
  if (fits) return;
  throw new AppError('invalid_request', {
    detail: `A catalogue id has 1 to ${LIMITS.idLength} characters and no control characters`,
  });
}
