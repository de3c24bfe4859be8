import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createFileObjectStore } from '../../shared/adapters/file/fileObjectStore.ts';
import { killAtRandom, killCount, startChild } from '../support/kill/child.ts';
import { chunksOf, type ObjectLine } from '../support/kill/objectPattern.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

const program = join(process.cwd(), 'test/support/kill/objectWriters.ts');

describe('objects in files, written by a process that dies', () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = createTemporaryFolder();
  });
  afterEach(() => folder.remove());

  const kills = killCount(10);
  it(
    `are whole or absent through ${kills} kills`,
    async () => {
      const counts = { whole: 0, absent: 0, unfinished: 0 };
      for (let round = 0; round < kills; round += 1) {
        const child = startChild(process.execPath, [program, folder.path, `${round}`]);
        await killAtRandom(child, round, 200);
        const lines = child.lines as ObjectLine[];
        const unfinished = join(folder.path, '.unfinished');
        // A kill before the folder was even made leaves nothing to look at.
        counts.unfinished += lines.length > 0 ? readdirSync(unfinished).length : 0;

        const store = createFileObjectStore({ folder: folder.path });
        expect(readdirSync(unfinished)).toEqual([]);
        const acknowledged = new Set(
          lines.filter(({ type }) => type !== 'storing').map(({ name }) => JSON.stringify(name)),
        );
        const mentioned = new Set(lines.map(({ name }) => JSON.stringify(name)));
        for (const text of mentioned) {
          const name = JSON.parse(text) as string[];
          const bytes = await store.get(name);
          if (bytes) {
            expect(Buffer.compare(bytes, Buffer.concat([...chunksOf(name)]))).toBe(0);
            counts.whole += 1;
          } else {
            expect(acknowledged).not.toContain(text);
            counts.absent += 1;
          }
          await store.remove(name);
        }
        await store.dispose();
      }
      // Otherwise the kills all fell between two objects, and nothing was tried.
      expect(counts.whole).toBeGreaterThan(0);
      expect(counts.absent + counts.unfinished).toBeGreaterThan(0);
    },
    kills * 10_000,
  );
});
