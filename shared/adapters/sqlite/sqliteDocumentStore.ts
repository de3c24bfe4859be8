import type { CollectionDefinition, DocumentCollection, DocumentStore } from '../../ports/documentStore.ts';
import { checkDefinition, checkSameDefinition } from '../common/documentRules.ts';
import { createRevisions } from '../common/revisions.ts';
import { createExpirySweep } from './expirySweep.ts';
import { createGroupCommit } from './groupCommit.ts';
import { openDatabase, readPragma } from './openDatabase.ts';
import { createSqliteCollection, type SqliteCollection } from './sqliteCollection.ts';
import { answer, toStoreError } from './toStoreError.ts';

export interface SqliteDocumentStoreOptions {
  /** The database file; its folder is made if needed. */
  path: string;
  /** Milliseconds since 1970. @default Date.now */
  now?: () => number;
  /** How often expired documents are removed. @default 60_000 */
  sweepEveryMs?: number;
}

interface OpenCollection {
  definition: CollectionDefinition;
  documents: SqliteCollection<object>;
}

/** `PRAGMA synchronous` by its number. */
const SYNCHRONOUS = ['OFF', 'NORMAL', 'FULL', 'EXTRA'] as const;

/**
 * Documents in one SQLite file of `node:sqlite`, which this process alone may open. It answers on the calling thread:
 * a read takes microseconds, and writes that arrive together share one transaction and one sync.
 *
 * Throws AppError `store_unavailable` when another process has the file open, a newer program wrote it, or the disk
 * refuses.
 */
export function createSqliteDocumentStore(options: SqliteDocumentStoreOptions): DocumentStore {
  const { path, now = Date.now, sweepEveryMs = 60_000 } = options;
  const database = openDatabase(path);
  const commits = createGroupCommit(database);
  const dependencies = { database, commits, nextRevision: createRevisions(), now };
  const collections = new Map<string, OpenCollection>();
  const sweep = createExpirySweep(collections, sweepEveryMs);

  function openCollection(definition: CollectionDefinition): SqliteCollection<object> {
    try {
      return createSqliteCollection(definition, dependencies);
    } catch (error) {
      throw toStoreError(error);
    }
  }

  return {
    collection<Body extends object>(definition: CollectionDefinition): DocumentCollection<Body> {
      checkDefinition(definition);
      // SQLite tells names apart ignoring case.
      const name = definition.name.toLowerCase();
      let known = collections.get(name);
      if (!known) {
        known = { definition: structuredClone(definition), documents: openCollection(definition) };
        collections.set(name, known);
        sweep.start();
      }
      checkSameDefinition(known.definition, definition);
      // The body's type is the caller's promise: the store itself only knows JSON.
      return known.documents as DocumentCollection<object> as DocumentCollection<Body>;
    },

    describe: () =>
      answer(() => ({
        adapter: 'sqlite',
        synchronous: SYNCHRONOUS[Number(readPragma(database, 'synchronous'))] ?? 'unknown',
        journalMode: readPragma(database, 'journal_mode'),
        lockingMode: readPragma(database, 'locking_mode'),
      })),

    dispose: () =>
      answer(() => {
        sweep.stop();
        commits.close();
        if (database.isOpen) database.close();
      }),
  };
}
