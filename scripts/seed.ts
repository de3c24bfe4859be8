import { openCatalogImport } from '../shared/composition/openCatalogImport.ts';
import { validateCatalog } from '../shared/domain/catalog/validateCatalog.ts';
import { toBuiltVersion } from '../shared/application/importing/buildCatalog.ts';
import { compileCatalog } from '../shared/domain/engine/compileCatalog.ts';

export interface SeedOptions {
  /** The data folder of a server that does not run. */
  dataDir: string;
  /** Told a line when there is something to tell. */
  say: (line: string) => void;
}

const TENANT = 'default';

/**
 * Gives a data folder its first catalogue, ai-models, unless tenant `default` has one already. It is made only if it is
 * needed; a caller that wants to spare even the look into the stores keeps a mark of its own.
 */
export async function seedDefaultCatalog({ dataDir, say }: SeedOptions): Promise<void> {
  const stores = await openCatalogImport({ dataDir, documents: { kind: 'sqlite' }, objects: { kind: 'file' } });
  try {
    if (await stores.hasCatalogs(TENANT)) return;
    const { AI_MODELS_ID, createAiModelsCatalog } = await import('../catalogs/aiModels/aiModelsCatalog.ts');
    const checked = validateCatalog(createAiModelsCatalog());
    if ('faults' in checked) {
      const [first] = checked.faults;
      throw new Error(`The catalogue ${AI_MODELS_ID} has faults, the first at ${first?.path}: ${first?.message}`);
    }
    const compiled = compileCatalog(checked.catalog);
    await stores.storeCatalogVersion({ tenantId: TENANT, catalogId: AI_MODELS_ID, built: toBuiltVersion(compiled) });
    say(`Imported the catalogue ${AI_MODELS_ID}: ${compiled.planCount} plans.`);
  } finally {
    await stores.dispose();
  }
}
