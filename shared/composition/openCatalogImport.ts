import { resolve } from 'node:path';
import { createActivationRepository } from '../application/repositories/activationRepository.ts';
import { createCatalogVersionRepository } from '../application/repositories/catalogVersionRepository.ts';
import { keptOutbox } from '../application/outbox/createOutbox.ts';
import { createStoreCatalogVersion, type StoreCatalogVersion } from '../application/storeCatalogVersion.ts';
import type { Settings } from '../config/settings.ts';
import { createDisposers } from './disposers.ts';
import { openDocumentStore, openObjectStore } from './openStores.ts';
import { systemClock } from './systemClock.ts';

/** The part of the application that an import into the stores of a stopped server needs. */
export interface CatalogImport {
  storeCatalogVersion: StoreCatalogVersion;
  /** Whether the tenant has any catalogue. */
  hasCatalogs(tenantId: string): Promise<boolean>;
  dispose(): Promise<void>;
}

/**
 * Opens the stores that the settings name, and nothing else: keys are left for the server to make and to tell at its
 * first start. Throws AppError `store_unavailable` while a server uses the data folder.
 */
export async function openCatalogImport(
  given: Pick<Settings, 'dataDir' | 'documents' | 'objects'>,
): Promise<CatalogImport> {
  const settings = { ...given, dataDir: resolve(given.dataDir) };
  const disposers = createDisposers();
  try {
    const documents = await openDocumentStore(settings);
    disposers.add(() => documents.dispose());
    const objects = await openObjectStore(settings);
    disposers.add(() => objects.dispose());
    const activations = createActivationRepository(documents);
    const catalogVersions = createCatalogVersionRepository(documents);
    // The server that opens the folder next publishes the switch.
    const stores = { objects, catalogVersions, activations, outbox: keptOutbox };
    return {
      storeCatalogVersion: createStoreCatalogVersion({ ...stores, clock: systemClock }),
      hasCatalogs: async (tenantId) => (await activations.list(tenantId)).length > 0,
      dispose: () => disposers.disposeAll(),
    };
  } catch (error) {
    await disposers.disposeAll();
    throw error;
  }
}
