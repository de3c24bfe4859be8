import { createActivationRepository } from '../../shared/application/repositories/activationRepository.ts';
import { createCatalogVersionRepository } from '../../shared/application/repositories/catalogVersionRepository.ts';
import { openDocumentStore, openObjectStore } from '../../shared/composition/openStores.ts';
import { recommend } from '../../shared/domain/engine/recommend.ts';
import type { CompiledCatalog } from '../../shared/domain/engine/compiledCatalog.ts';
import type { Responses } from '../../shared/domain/engine/schema.ts';

/** The stores of a data folder, as a server opens them. */
export const STORES = { documents: { kind: 'sqlite' }, objects: { kind: 'file' } } as const;
export const ADDRESS = { tenantId: 'default', catalogId: 'panel' } as const;

/** Sessions of the panel that stand for requests. */
export const STREAM = { first: 1, meanwhile: 2 } as const;

export async function openStores(dataDir: string) {
  const documents = await openDocumentStore({ ...STORES, dataDir });
  const objects = await openObjectStore({ ...STORES, dataDir });
  return {
    objects,
    activations: createActivationRepository(documents),
    catalogVersions: createCatalogVersionRepository(documents),
    close: async () => {
      await objects.dispose();
      await documents.dispose();
    },
  };
}

/** What tells whether a version that was stored and opened again answers as it did when it was compiled. */
export function answerText(compiled: CompiledCatalog, responses: Responses): string {
  return JSON.stringify(recommend(compiled, { responses }));
}
