import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { findSql } from '../../shared/adapters/sqlite/findDocuments.ts';
import { createSqliteDocumentStore } from '../../shared/adapters/sqlite/sqliteDocumentStore.ts';
import type { FindQuery } from '../../shared/ports/documentStore.ts';
import { startChild } from '../support/kill/child.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';
import { createManualClock } from '../support/testClock.ts';
import { describeDocumentStoreContract } from './documentStore.contract.ts';

describeDocumentStoreContract({
  name: 'sqlite',
  persists: true,
  time: 'manual',
  createPlace: () => {
    const folder = createTemporaryFolder();
    return {
      open: ({ now }) => createSqliteDocumentStore({ path: join(folder.path, 'shortlist.db'), now }),
      remove: folder.remove,
    };
  },
});

interface Note {
  text?: string;
  rank?: number;
  other?: string;
}

const notes = { name: 'notes', indexes: { byRank: ['rank'] } };

describe('only the sqlite document store', () => {
  let folder: TemporaryFolder;
  let path: string;
  beforeEach(() => {
    folder = createTemporaryFolder();
    path = join(folder.path, 'data', 'shortlist.db');
  });
  afterEach(() => folder.remove());

  /** What lies in the file once no store has it open. */
  function readFile<Result>(read: (database: DatabaseSync) => Result): Result {
    const database = new DatabaseSync(path);
    try {
      return read(database);
    } finally {
      database.close();
    }
  }

  it('describes the connection that writes', async () => {
    const store = createSqliteDocumentStore({ path });
    expect(await store.describe()).toEqual({
      adapter: 'sqlite',
      synchronous: 'FULL',
      journalMode: 'wal',
      lockingMode: 'exclusive',
    });
    await store.dispose();
  });

  it('refuses a second opener of the file with a plain message and goes on itself', async () => {
    const store = createSqliteDocumentStore({ path });
    const documents = store.collection<Note>(notes);
    expect(() => createSqliteDocumentStore({ path })).toThrow(
      `A server is running on this data folder (${join(folder.path, 'data')})`,
    );
    expect(await documents.create({ partitionKey: 'p', id: '1' }, {})).toMatchObject({ outcome: 'created' });
    const program = join(process.cwd(), 'test/support/kill/sqliteWriters.ts');
    const otherProcess = await startChild(process.execPath, [program, path, 'second']).ended;
    expect(otherProcess.code).not.toBe(0);
    expect(otherProcess.errors).toContain('AppError: A server is running on this data folder');
    await store.dispose();
    await createSqliteDocumentStore({ path }).dispose();
  });

  it('refuses a file that a newer program wrote and leaves it alone', async () => {
    await createSqliteDocumentStore({ path }).dispose();
    readFile((database) => database.exec('PRAGMA user_version = 2'));
    expect(() => createSqliteDocumentStore({ path })).toThrow(
      `${path} was written by a newer version of this program (layout 2; this one knows 1)`,
    );
    expect(readFile((database) => database.prepare('PRAGMA user_version').get())).toEqual({ user_version: 2 });
  });

  it('says why a file cannot be opened', () => {
    path = folder.path;
    expect(() => createSqliteDocumentStore({ path })).toThrow('The store: the database file cannot be opened');
  });

  /** Makes SQLite itself fail whenever the document `refused` is inserted. */
  async function createWithTrap(kind: 'ABORT' | 'ROLLBACK'): Promise<void> {
    const store = createSqliteDocumentStore({ path });
    store.collection<Note>(notes);
    await store.dispose();
    readFile((database) =>
      database.exec(`CREATE TRIGGER trap BEFORE INSERT ON "documents:notes" WHEN new.id = 'refused'
        BEGIN SELECT RAISE(${kind}, 'trapped'); END`),
    );
  }

  it('commits the writes of one turn although one of them fails', async () => {
    await createWithTrap('ABORT');
    const store = createSqliteDocumentStore({ path });
    const documents = store.collection<Note>(notes);
    const key = (id: string) => ({ partitionKey: 'p', id });
    const created = await documents.create(key('old'), {});
    const outcomes = await Promise.allSettled([
      documents.create(key('1'), { text: 'one' }),
      documents.create(key('1'), { text: 'again' }),
      documents.replace(key('1'), 'stale', { text: 'stale' }),
      documents.create(key('refused'), { text: 'bad', rank: 1 }),
      documents.replace(key('old'), created.outcome === 'created' ? created.revision : '', { text: 'new' }),
      documents.remove(key('none')),
      documents.create(key('2'), { text: 'two' }),
    ]);
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.outcome : 'rejected'))).toEqual([
      'created',
      'exists',
      'conflict',
      'rejected',
      'replaced',
      'missing',
      'created',
    ]);
    const found = await documents.getMany(['1', 'old', '2', 'refused'].map(key));
    expect(found.map((document) => document?.body.text)).toEqual(['one', 'new', 'two', undefined]);
    await store.dispose();
  });

  it('acknowledges none of the writes of a transaction that SQLite gave up, and goes on', async () => {
    await createWithTrap('ROLLBACK');
    const store = createSqliteDocumentStore({ path });
    const documents = store.collection<Note>(notes);
    const ids = ['1', 'refused', '2'];
    const key = (id: string) => ({ partitionKey: 'p', id });
    const outcomes = await Promise.allSettled(ids.map((id) => documents.create(key(id), {})));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await documents.getMany(ids.map(key))).toEqual([undefined, undefined, undefined]);
    expect(await documents.create(key('1'), {})).toMatchObject({ outcome: 'created' });
    await store.dispose();
  });

  it('commits more writes than one transaction takes', async () => {
    const store = createSqliteDocumentStore({ path });
    const documents = store.collection<Note>(notes);
    const ids = Array.from({ length: 1_000 }, (_, position) => `${position}`);
    const results = await Promise.all(ids.map((id) => documents.create({ partitionKey: 'p', id }, { text: id })));
    expect(new Set(results.map((result) => result.outcome === 'created' && result.revision)).size).toBe(1_000);
    await store.dispose();
    expect(readFile((database) => database.prepare('SELECT count(*) AS n FROM "documents:notes"').get())).toEqual({
      n: 1_000,
    });
  });

  it('reads what is committed, not what is about to be', async () => {
    const store = createSqliteDocumentStore({ path });
    const documents = store.collection<Note>(notes);
    const key = { partitionKey: 'p', id: '1' };
    let isSettled = false;
    const writing = documents.create(key, { text: 'a' }).then(() => {
      isSettled = true;
    });
    expect(await documents.get(key)).toBeUndefined();
    expect(isSettled).toBe(false);
    await writing;
    expect(await documents.get(key)).toMatchObject({ body: { text: 'a' } });
    await store.dispose();
  });

  describe('what expired documents take', () => {
    const key = (id: number) => ({ partitionKey: 'p', id: `${id}` });
    const countRows = () =>
      readFile((database) => Number(database.prepare('SELECT count(*) AS n FROM "documents:notes"').get()?.n));

    beforeEach(() => {
      jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    });
    afterEach(() => {
      jest.useRealTimers();
    });

    it('is freed after a start, slice by slice', async () => {
      const clock = createManualClock();
      const first = createSqliteDocumentStore({ path, now: clock.now });
      const before = first.collection<Note>(notes);
      const expiring = { expiresAtMs: clock.now() + 1_000 };
      await Promise.all(Array.from({ length: 1_000 }, (_, id) => before.create(key(id), {}, id % 2 ? expiring : {})));
      await first.dispose();
      expect(countRows()).toBe(1_000);

      await clock.advance(1_000);
      const second = createSqliteDocumentStore({ path, now: clock.now });
      const after = second.collection<Note>(notes);
      // Each of these writes is a turn of the event loop, with a slice beside it.
      for (let turn = 0; turn < 5; turn += 1) await after.create(key(1_000 + turn), {});
      await second.dispose();
      expect(countRows()).toBe(505);
    });

    it('is freed from time to time', async () => {
      const clock = createManualClock();
      const store = createSqliteDocumentStore({ path, now: clock.now, sweepEveryMs: 60_000 });
      const documents = store.collection<Note>(notes);
      await documents.create(key(1), {}, { expiresAtMs: clock.now() + 1_000 });
      await documents.create(key(2), {});
      await clock.advance(1_000);
      jest.advanceTimersByTime(60_000);
      await store.dispose();
      expect(countRows()).toBe(1);
    });
  });

  it('finds documents by indexed fields that came later, and forgets indexes that went', async () => {
    const key = (id: string) => ({ partitionKey: 'p', id });
    const first = createSqliteDocumentStore({ path });
    const before = first.collection<Note>(notes);
    const created = await before.create(
      key('1'),
      { rank: 2, other: 'b', text: 'x' },
      { expiresAtMs: Date.now() + 1e9 },
    );
    await before.create(key('2'), { rank: 1, other: 'a' });
    await before.create(key('3'), { text: 'none' });
    await before.find({ index: 'byRank', limit: 1 });
    await first.dispose();

    const second = createSqliteDocumentStore({ path });
    const after = second.collection<Note>({ name: 'notes', indexes: { byOther: ['other'] } });
    const found = await after.find({ index: 'byOther', limit: 10 });
    expect(found.documents.map(({ id }) => id)).toEqual(['2', '1']);
    expect(await after.get(key('1'))).toMatchObject({ revision: created.outcome === 'created' && created.revision });
    expect(await after.get(key('3'))).toMatchObject({ body: { text: 'none' } });
    await second.dispose();
    const indexes = readFile((database) =>
      database.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name").all(),
    );
    expect(indexes.map(({ name }) => name)).toEqual(['documents:notes:all:other', 'documents:notes:expiry']);
  });

  it('finds along an index, within a partition and over all, however far the cursor is', async () => {
    const store = createSqliteDocumentStore({ path });
    const documents = store.collection<Note>({ name: 'notes', indexes: { byOther: ['other', 'rank'] } });
    await documents.create({ partitionKey: 'p', id: '1' }, { other: 'a', rank: 1 });
    await documents.create({ partitionKey: 'p', id: '2' }, { other: 'a', rank: 2 });
    for (const scope of [{}, { partitionKey: 'p' }]) {
      const query = { index: 'byOther', equals: ['a'], limit: 1, ...scope };
      const { next } = await documents.find(query);
      const page = await documents.find({ ...query, cursor: next! });
      expect(page.documents.map(({ id }) => id)).toEqual(['2']);
    }
    await store.dispose();

    const fields = ['other', 'rank'];
    const planOf = (database: DatabaseSync, query: Partial<FindQuery>) => {
      const sql = findSql('"documents:notes"', { index: 'byOther', limit: 1, cursor: 'any', ...query }, fields);
      return database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => detail);
    };
    const plans = readFile((database) => [
      planOf(database, { equals: ['a'] }),
      planOf(database, { equals: ['a'], direction: 'descending' }),
      planOf(database, {}),
      planOf(database, { equals: ['a'], partitionKey: 'p' }),
      planOf(database, { partitionKey: 'p' }),
    ]);
    // One search each, down to the cursor's place: no scan before it and no second step that sorts.
    const search = (index: string, place: string): unknown[] => [
      expect.stringMatching(
        `^SEARCH documents:notes USING INDEX documents:notes:${index}:other,rank \\(.*\\(${place}\\)[<>]`,
      ),
    ];
    expect(plans).toEqual([
      search('all', 'field:rank,partition_key,id'),
      search('all', 'field:rank,partition_key,id'),
      search('all', 'field:other,field:rank,partition_key,id'),
      search('partition', 'field:rank,id'),
      search('partition', 'field:other,field:rank,id'),
    ]);
  });
});
