import { bodyOf } from '../support/catalogBody.ts';
import { seedDefaultCatalog } from '../../scripts/seed.ts';
import { exampleCatalog } from '../../shared/domain/catalog/example.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';
import { withApp } from '../support/withApp.ts';

describe('the first catalogue of a data folder', () => {
  let folder: TemporaryFolder;
  let said: string[];

  beforeEach(() => {
    folder = createTemporaryFolder();
    said = [];
  });

  afterEach(() => folder.remove());

  const seed = () => seedDefaultCatalog({ dataDir: folder.path, say: (line) => said.push(line) });

  const listCatalogs = () => withApp(folder.path, ({ useCases }) => useCases.listCatalogs({ tenantId: 'default' }));

  it('is ai-models, once', async () => {
    await seed();
    expect(said).toEqual(['Imported the catalogue ai-models: 687 plans.']);
    await seed();
    expect(said).toHaveLength(1);
    const { catalogs } = await listCatalogs();
    expect(catalogs).toMatchObject([{ catalogId: 'ai-models', version: 1, activation: 1, plans: 687 }]);
  });

  it('is left out where there is another one', async () => {
    await withApp(folder.path, ({ useCases }) =>
      useCases.importCatalog({
        tenantId: 'default',
        catalogId: 'mobile',
        body: bodyOf(structuredClone(exampleCatalog)),
      }),
    );
    await seed();
    expect(said).toEqual([]);
    const { catalogs } = await listCatalogs();
    expect(catalogs.map(({ catalogId }) => catalogId)).toEqual(['mobile']);
  });

  it('is refused while a server has the folder', async () => {
    await withApp(folder.path, async () => {
      await expect(seed()).rejects.toMatchObject({ code: 'store_unavailable' });
    });
  });
});
