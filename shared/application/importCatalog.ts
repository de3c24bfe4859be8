import { LIMITS } from '../domain/catalog/schema.ts';
import { validateCatalog } from '../domain/catalog/validateCatalog.ts';
import { compileCatalog } from '../domain/engine/compileCatalog.ts';
import { AppError } from '../domain/errors.ts';
import type { Dependencies } from './dependencies.ts';
import type { StoreCatalogVersion } from './storeCatalogVersion.ts';
import { throwFaults } from './checkQuestionnaire.ts';
import { timedSync } from './timing.ts';
import type { UseCases } from './useCases.ts';

export function createImportCatalog(
  { clock }: Pick<Dependencies, 'clock'>,
  storeCatalogVersion: StoreCatalogVersion,
): UseCases['importCatalog'] {
  return async function importCatalog({ tenantId, catalogId, catalog, timing }) {
    checkCatalogId(catalogId);
    const compiled = timedSync(clock, timing, 'engine', () => {
      const checked = validateCatalog(catalog);
      if ('catalog' in checked) return compileCatalog(checked.catalog);
      const unsupported = checked.faults.some(({ code }) => code === 'unsupported');
      throwFaults(unsupported ? 'unsupported' : 'invalid_catalog', checked.faults, checked.total);
      throw new AppError('invalid_catalog');
    });
    return storeCatalogVersion({ tenantId, catalogId, compiled, ...(timing !== undefined && { timing }) });
  };
}

/** Throws AppError `invalid_request`. */
export function checkCatalogId(catalogId: string): void {
  const fits = catalogId.length > 0 && catalogId.length <= LIMITS.idLength && !/\p{Cc}/u.test(catalogId);
  if (fits) return;
  throw new AppError('invalid_request', {
    detail: `A catalogue id has 1 to ${LIMITS.idLength} characters and no control characters`,
  });
}
