import type { DatabaseSync } from 'node:sqlite';
import type {
  CollectionDefinition,
  CreateResult,
  DocumentCollection,
  DocumentKey,
  RemoveResult,
  ReplaceResult,
  StoredDocument,
  WriteOptions,
} from '../../ports/documentStore.ts';
import { checkCreation, checkWriteOptions } from '../common/documentRules.ts';
import { columnOf, openCollectionTable, prepareInsert, toColumnValue, type ColumnValue } from './collectionTable.ts';
import { createFind } from './findDocuments.ts';
import type { GroupCommit } from './groupCommit.ts';
import { toOrderedText } from './orderedText.ts';
import { answer } from './toStoreError.ts';

export interface SqliteCollection<Body extends object> extends DocumentCollection<Body> {
  /** Deletes up to `limit` documents whose time is over; answers how many. */
  removeExpired(limit: number): Promise<number>;
}

export interface CollectionDependencies {
  database: DatabaseSync;
  commits: GroupCommit;
  nextRevision: () => string;
  now: () => number;
}

/** What a writing transaction reads of a document before it decides; the fields follow in the order of the table. */
type Head = [rowid: number, revision: string, expiresAtMs: number | null, ...values: ColumnValue[]];

export function createSqliteCollection<Body extends object>(
  definition: CollectionDefinition,
  { database, commits, nextRevision, now }: CollectionDependencies,
): SqliteCollection<Body> {
  const table = openCollectionTable(database, definition);
  const fieldColumns = table.fields.map(columnOf);
  const selectBody = database.prepare(
    `SELECT revision, body FROM ${table.name}
     WHERE partition_key = ? AND id = ? AND (expires_at_ms IS NULL OR expires_at_ms > ?)`,
  );
  const selectHead = database.prepare(
    `SELECT ${['rowid', 'revision', 'expires_at_ms', ...fieldColumns].join()} FROM ${table.name}
     WHERE partition_key = ? AND id = ?`,
  );
  selectHead.setReturnArrays(true);
  const insert = prepareInsert(database, table.name, table.fields);
  const updateBody = database.prepare(`UPDATE ${table.name} SET revision = ?, body = ? WHERE rowid = ?`);
  const updateAll = database.prepare(
    `UPDATE ${table.name} SET ${['revision', 'body', 'expires_at_ms', ...fieldColumns].map((c) => `${c} = ?`).join()}
     WHERE rowid = ?`,
  );
  const deleteRow = database.prepare(`DELETE FROM ${table.name} WHERE rowid = ?`);
  const deleteExpired = database.prepare(
    `DELETE FROM ${table.name} WHERE rowid IN
       (SELECT rowid FROM ${table.name} WHERE expires_at_ms <= ? ORDER BY expires_at_ms LIMIT ?)`,
  );

  function read(key: DocumentKey): StoredDocument<Body> | undefined {
    const row = selectBody.get(toOrderedText(key.partitionKey), toOrderedText(key.id), now());
    if (!row) return undefined;
    const body = JSON.parse(row.body as string) as Body;
    return { partitionKey: key.partitionKey, id: key.id, revision: row.revision as string, body };
  }

  function readHead(partitionKey: string, id: string): Head | undefined {
    return selectHead.get(partitionKey, id) as unknown as Head | undefined;
  }

  function isAlive(head: Head): boolean {
    return head[2] === null || head[2] > now();
  }

  function overwrite(head: Head, revision: string, draft: Draft): void {
    const [rowid, , expiresAtMs, ...values] = head;
    // Leaving the indexes alone where they would not change keeps their pages out of the commit.
    const sameIndexes =
      expiresAtMs === draft.expiresAtMs && values.every((value, position) => value === draft.values[position]);
    if (sameIndexes) updateBody.run(revision, draft.json, rowid);
    else updateAll.run(revision, draft.json, draft.expiresAtMs, ...draft.values, rowid);
  }

  /** Everything about a body that can be worked out, or can fail, before the transaction. */
  function toDraft(body: Body, options: WriteOptions | undefined): Draft {
    checkWriteOptions(options);
    return {
      json: JSON.stringify(body),
      expiresAtMs: options?.expiresAtMs ?? null,
      values: table.fields.map((field) => toColumnValue(body, field)),
    };
  }

  return {
    get: (key) => answer(() => read(key)),

    getMany: (keys) => answer(() => keys.map(read)),

    async create(key, body, options): Promise<CreateResult> {
      checkCreation(key);
      const draft = toDraft(body, options);
      const partitionKey = toOrderedText(key.partitionKey);
      const id = toOrderedText(key.id);
      return commits.write(() => {
        const head = readHead(partitionKey, id);
        if (head && isAlive(head)) return { outcome: 'exists' };
        const revision = nextRevision();
        if (head) overwrite(head, revision, draft);
        else insert.run(partitionKey, id, revision, draft.expiresAtMs, ...draft.values, draft.json);
        return { outcome: 'created', revision };
      });
    },

    async replace(key, expected, body, options): Promise<ReplaceResult> {
      const draft = toDraft(body, options);
      const partitionKey = toOrderedText(key.partitionKey);
      const id = toOrderedText(key.id);
      return commits.write(() => {
        const head = readHead(partitionKey, id);
        if (!head || !isAlive(head)) return { outcome: 'missing' };
        if (head[1] !== expected) return { outcome: 'conflict' };
        const revision = nextRevision();
        overwrite(head, revision, draft);
        return { outcome: 'replaced', revision };
      });
    },

    async remove(key, expected): Promise<RemoveResult> {
      const partitionKey = toOrderedText(key.partitionKey);
      const id = toOrderedText(key.id);
      return commits.write(() => {
        const head = readHead(partitionKey, id);
        if (!head || !isAlive(head)) return { outcome: 'missing' };
        if (expected !== undefined && head[1] !== expected) return { outcome: 'conflict' };
        deleteRow.run(head[0]);
        return { outcome: 'removed' };
      });
    },

    find: createFind<Body>(definition, table, database, now),

    removeExpired(limit) {
      return commits.write(() => Number(deleteExpired.run(now(), limit).changes));
    },
  };
}

interface Draft {
  json: string;
  expiresAtMs: number | null;
  values: ColumnValue[];
}
