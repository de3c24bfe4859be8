import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFileObjectStore } from '../../shared/adapters/file/fileObjectStore.ts';
import { strangeTexts } from '../support/strangeTexts.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';
import { describeObjectStoreContract } from './objectStore.contract.ts';

describeObjectStoreContract({
  name: 'file',
  persists: true,
  createPlace: () => {
    const folder = createTemporaryFolder();
    return { open: () => createFileObjectStore({ folder: join(folder.path, 'objects') }), remove: folder.remove };
  },
});

describe('only the file object store', () => {
  let folder: ReturnType<typeof createTemporaryFolder>;
  beforeEach(() => {
    folder = createTemporaryFolder();
  });
  afterEach(() => folder.remove());

  const allFiles = (path: string) => readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();

  it('removes at its start what an earlier process left unfinished, and nothing else', async () => {
    const first = createFileObjectStore({ folder: folder.path });
    await first.put(['kept', 'a'], new Uint8Array([1]));
    await first.dispose();
    writeFileSync(join(folder.path, '.unfinished', 'left-behind'), 'half an obj');
    const second = createFileObjectStore({ folder: folder.path });
    expect(readdirSync(join(folder.path, '.unfinished'))).toEqual([]);
    expect(await second.get(['kept', 'a'])).toEqual(new Uint8Array([1]));
  });

  it('leaves nothing unfinished behind after a put that was done, lost or failed', async () => {
    const store = createFileObjectStore({ folder: folder.path });
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(new Uint8Array(10));
      throw new Error('the source broke');
    }
    await Promise.all([1, 2, 3].map((value) => store.put(['a'], new Uint8Array([value]))));
    await expect(store.put(['b'], failing())).rejects.toThrow('the source broke');
    expect(allFiles(folder.path)).toEqual(['.unfinished', 'a.object']);
  });

  it('stays inside its folder and within names every file system takes', async () => {
    mkdirSync(join(folder.path, 'inside'));
    const store = createFileObjectStore({ folder: join(folder.path, 'inside') });
    for (const text of strangeTexts) await store.put([text, text], new Uint8Array([1]));
    expect(readdirSync(folder.path)).toEqual(['inside']);
    const names = readdirSync(join(folder.path, 'inside'), { recursive: true, withFileTypes: true })
      .map(({ name }) => name)
      .filter((name) => name !== '.unfinished');
    expect(names).toHaveLength(2 * strangeTexts.length);
    for (const name of names) {
      expect(name).toMatch(/^[a-z0-9_%~-]{1,100}(\.object)?$/);
      expect(name).not.toMatch(/^(con|nul|com1)(\.|$)/);
    }
  });

  it('says why when its folder cannot be used', async () => {
    writeFileSync(join(folder.path, 'taken'), 'a file');
    expect(() => createFileObjectStore({ folder: join(folder.path, 'taken') })).toThrow(
      "The object store's folder cannot be used: ENOTDIR",
    );
    const store = createFileObjectStore({ folder: join(folder.path, 'gone') });
    folder.remove();
    await expect(store.put(['a'], new Uint8Array([1]))).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(store.describe()).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(existsSync(folder.path)).toBe(false);
  });
});
