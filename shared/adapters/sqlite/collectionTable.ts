import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { CollectionDefinition } from '../../ports/documentStore.ts';
import { indexedFields } from '../common/documentRules.ts';
import { readIndexValue } from '../common/indexValues.ts';
import { toOrderedText } from './orderedText.ts';

/**
 * One table for each collection. Indexed fields are kept in columns beside the body, so that SQLite never parses JSON;
 * the body comes last, so that reading the other columns never walks through it.
 */
export interface CollectionTable {
  /** Quoted, ready for SQL. */
  name: string;
  fields: readonly string[];
  /**
   * Makes sure the SQLite index exists that serves this index of the collection, within a partition or over all. Called
   * by the first find that needs it, so that writes pay only for what is asked for; from then on it stays in the file.
   */
  ensureIndex(fields: readonly string[], scope: IndexScope): void;
}

export type IndexScope = 'partition' | 'all';

/** What is bound for one indexed field; null keeps the document out of the field's indexes. */
export type ColumnValue = string | number | null;

export function toColumnValue(body: object, field: string): ColumnValue {
  const value = readIndexValue(body, field);
  return typeof value === 'string' ? toOrderedText(value) : (value ?? null);
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function columnOf(field: string): string {
  return quote(`field:${field}`);
}

/** Creates the table, or brings it in line when the indexed fields of the collection have changed since. */
export function openCollectionTable(database: DatabaseSync, definition: CollectionDefinition): CollectionTable {
  const plainName = `documents:${definition.name}`;
  const fields = indexedFields(definition);
  database.exec('BEGIN IMMEDIATE');
  try {
    const found = storedFields(database, plainName);
    if (found === undefined) createTable(database, plainName, fields);
    else if (found.join() !== fields.join()) rebuildTable(database, plainName, fields);
    dropUndeclaredIndexes(database, plainName, definition);
    database.exec(
      `CREATE INDEX IF NOT EXISTS ${quote(`${plainName}:expiry`)} ON ${quote(plainName)} (expires_at_ms)
       WHERE expires_at_ms IS NOT NULL`,
    );
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
  return {
    name: quote(plainName),
    fields,
    ensureIndex(indexFields, scope) {
      database.exec(createIndexSql(plainName, indexFields, scope));
    },
  };
}

function createTable(database: DatabaseSync, plainName: string, fields: readonly string[]): void {
  const columns = fields.map((field) => `${columnOf(field)} ANY,`).join(' ');
  database.exec(`
    CREATE TABLE ${quote(plainName)} (
      partition_key TEXT NOT NULL,
      id TEXT NOT NULL,
      revision TEXT NOT NULL,
      expires_at_ms INTEGER,
      ${columns}
      body TEXT NOT NULL,
      UNIQUE (partition_key, id)
    ) STRICT`);
}

function storedFields(database: DatabaseSync, plainName: string): string[] | undefined {
  const columns = database.prepare('SELECT name FROM pragma_table_info(?) ORDER BY cid').all(plainName);
  if (columns.length === 0) return undefined;
  const names = columns.map(({ name }) => String(name));
  return names.filter((name) => name.startsWith('field:')).map((name) => name.slice('field:'.length));
}

/** Documents written before a field was indexed must be found by it too: every row is written again, once, at start. */
function rebuildTable(database: DatabaseSync, plainName: string, fields: readonly string[]): void {
  const former = `${plainName}:former`;
  database.exec(`ALTER TABLE ${quote(plainName)} RENAME TO ${quote(former)}`);
  createTable(database, plainName, fields);
  const insert = prepareInsert(database, quote(plainName), fields);
  const rows = database.prepare(`SELECT partition_key, id, revision, expires_at_ms, body FROM ${quote(former)}`);
  for (const { partition_key, id, revision, expires_at_ms, body } of rows.iterate()) {
    const parsed = JSON.parse(String(body)) as object;
    const values = fields.map((field) => toColumnValue(parsed, field));
    insert.run(partition_key!, id!, revision!, expires_at_ms!, ...values, body!);
  }
  database.exec(`DROP TABLE ${quote(former)}`);
}

/** Bound in this order: partition key, id, revision, expiry, the fields, body. */
export function prepareInsert(database: DatabaseSync, table: string, fields: readonly string[]): StatementSync {
  const columns = ['partition_key', 'id', 'revision', 'expires_at_ms', ...fields.map(columnOf), 'body'];
  return database.prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`);
}

/** Field names cannot hold the signs used here, so the name says exactly what the index is over. */
function indexName(plainName: string, fields: readonly string[], scope: IndexScope): string {
  return `${plainName}:${scope}:${fields.join()}`;
}

function createIndexSql(plainName: string, fields: readonly string[], scope: IndexScope): string {
  const columns = fields.map(columnOf);
  const order = scope === 'partition' ? ['partition_key', ...columns, 'id'] : [...columns, 'partition_key', 'id'];
  const present = columns.map((column) => `${column} IS NOT NULL`).join(' AND ');
  return `CREATE INDEX IF NOT EXISTS ${quote(indexName(plainName, fields, scope))}
    ON ${quote(plainName)} (${order.join()}) WHERE ${present}`;
}

function dropUndeclaredIndexes(database: DatabaseSync, plainName: string, definition: CollectionDefinition): void {
  const scopes: IndexScope[] = ['partition', 'all'];
  const declared = new Set(
    Object.values(definition.indexes).flatMap((fields) => scopes.map((scope) => indexName(plainName, fields, scope))),
  );
  const indexes = database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL`)
    .all(plainName);
  for (const { name } of indexes) {
    const isOurs = scopes.some((scope) => String(name).startsWith(`${plainName}:${scope}:`));
    if (isOurs && !declared.has(String(name))) database.exec(`DROP INDEX ${quote(String(name))}`);
  }
}
