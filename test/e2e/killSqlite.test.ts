import { join } from 'node:path';
import { createSqliteDocumentStore } from '../../shared/adapters/sqlite/sqliteDocumentStore.ts';
import { answeredCollection, partitionKey, type Answered, type WriterLine } from '../support/kill/answered.ts';
import { killAtRandom, killCount, startChild } from '../support/kill/child.ts';
import { createLedger, type Ledger } from '../support/ledger.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

const program = join(process.cwd(), 'test/support/kill/sqliteWriters.ts');

function enter(ledger: Ledger, lines: WriterLine[]): void {
  for (const line of lines) {
    if (line.type === 'acknowledged') ledger.acknowledged(line.id, line.version, line.answer);
    else if (line.type === 'removing') ledger.removing(line.id);
    else if (line.type === 'removed') ledger.removed(line.id);
  }
}

describe('documents in a file, written by a process that dies', () => {
  let folder: TemporaryFolder;
  let path: string;
  beforeEach(() => {
    folder = createTemporaryFolder();
    path = join(folder.path, 'shortlist.db');
  });
  afterEach(() => folder.remove());

  /** Opens what the dead process left, as the next one would, and holds it against the ledger. */
  async function findBroken(ledger: Ledger): Promise<string[]> {
    const store = createSqliteDocumentStore({ path });
    const documents = store.collection<Answered>(answeredCollection);
    const inconsistent: string[] = [];
    const broken = await ledger.findBroken(async (id) => {
      const found = await documents.get({ partitionKey, id });
      if (!found) return undefined;
      const { version, answer, journal } = found.body;
      // State and journal are one write: neither is ever ahead of the other.
      if (journal.length !== version || journal.at(-1) !== answer) inconsistent.push(`${id} is torn`);
      return new Map(journal.map((entry, position) => [position + 1, entry]));
    });
    await store.dispose();
    return [...broken, ...inconsistent];
  }

  const kills = killCount(15);
  it(
    `keep every acknowledged write through ${kills} kills`,
    async () => {
      const ledger = createLedger();
      for (let round = 0; round < kills; round += 1) {
        const child = startChild(process.execPath, [program, path, `${round}`]);
        await killAtRandom(child, round, 300);
        const lines = child.lines as WriterLine[];
        enter(ledger, lines);
        expect(lines.filter(({ type }) => type === 'refused')).toEqual([]);
        expect(await findBroken(ledger)).toEqual([]);
      }
      // Fewer would mean that hardly anything was at stake.
      expect(ledger.size).toBeGreaterThan(kills * 10);
    },
    kills * 10_000,
  );

  // The limit is set by the shell, and Windows has neither.
  const itWithLimits = process.platform === 'win32' ? it.skip : it;
  itWithLimits('keep every acknowledged write when the disk refuses to take more, and stay readable', async () => {
    const limited = `trap '' XFSZ; ulimit -f 8192; exec "$@"`;
    const child = startChild('bash', ['-c', limited, 'bash', process.execPath, program, path, 'full']);
    expect(await child.ended).toEqual({ code: 0, errors: '' });
    const lines = child.lines as WriterLine[];
    const refusals = lines.filter((line) => line.type === 'refused');
    expect(refusals.length).toBeGreaterThan(0);
    for (const { code } of refusals) expect(code).toBe('store_unavailable');
    expect(lines.filter(({ type }) => type === 'read').length).toBeGreaterThan(0);

    const ledger = createLedger();
    enter(ledger, lines);
    expect(ledger.size).toBeGreaterThan(100);
    expect(await findBroken(ledger)).toEqual([]);
  });
});
