import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type {
  CollectionDefinition,
  DocumentCollection,
  FindQuery,
  FoundPage,
  StoredDocument,
} from '../../ports/documentStore.ts';
import { checkQuery } from '../common/documentRules.ts';
import { directionOf, fromFindCursor, toFindCursor, type FindPlace } from '../common/findCursor.ts';
import type { IndexValue } from '../common/indexValues.ts';
import { columnOf, type CollectionTable } from './collectionTable.ts';
import { fromOrderedText, toOrderedText } from './orderedText.ts';
import { answer } from './toStoreError.ts';

/** One row: the index's columns, then these. */
type Row = (string | number)[];

/** `find` of one collection. Statements are kept by the shape of the query; its values are always bound. */
export function createFind<Body extends object>(
  definition: CollectionDefinition,
  table: CollectionTable,
  database: DatabaseSync,
  now: () => number,
): DocumentCollection<Body>['find'] {
  const statements = new Map<string, StatementSync>();

  function statementFor(query: FindQuery, fields: readonly string[]): StatementSync {
    const shape = [
      query.index,
      query.partitionKey !== undefined,
      query.equals?.length ?? 0,
      directionOf(query),
      query.cursor !== undefined,
    ].join();
    let statement = statements.get(shape);
    if (!statement) {
      table.ensureIndex(fields, query.partitionKey === undefined ? 'all' : 'partition');
      statement = database.prepare(findSql(table.name, query, fields));
      statement.setReturnArrays(true);
      statements.set(shape, statement);
    }
    return statement;
  }

  function readPage(query: FindQuery): FoundPage<Body> {
    const fields = checkQuery(definition, query);
    const after =
      query.cursor === undefined ? undefined : fromFindCursor(definition.name, query, fields.length, query.cursor);
    // One more than asked for tells whether there is a next page.
    const parameters = [...bindings(query, after), now(), query.limit + 1];
    const rows = statementFor(query, fields).all(...parameters) as unknown as Row[];
    const page = rows.slice(0, query.limit).map((row) => toFound<Body>(row, fields.length));
    const documents = page.map(({ document }) => document);
    const last = page.at(-1);
    if (rows.length <= query.limit || !last) return { documents };
    return { documents, next: toFindCursor(definition.name, query, last.place) };
  }

  return function find(query) {
    return answer(() => readPage(query));
  };
}

/**
 * Equal values fix the front of the index, the row value behind them is the place to go on from: one descent into the
 * index and a walk along it, however far the page is from the first.
 */
export function findSql(table: string, query: FindQuery, fields: readonly string[]): string {
  const columns = fields.map(columnOf);
  const equalCount = query.equals?.length ?? 0;
  const inPartition = query.partitionKey !== undefined;
  const open = [...columns.slice(equalCount), ...(inPartition ? ['id'] : ['partition_key', 'id'])];
  const [beyond, order] = directionOf(query) === 'ascending' ? ['>', 'ASC'] : ['<', 'DESC'];
  const conditions = [
    ...(inPartition ? ['partition_key = ?'] : []),
    ...columns.slice(0, equalCount).map((column) => `${column} = ?`),
    ...columns.map((column) => `${column} IS NOT NULL`),
    ...(query.cursor === undefined ? [] : [`(${open.join()}) ${beyond} (${open.map(() => '?').join()})`]),
    '(expires_at_ms IS NULL OR expires_at_ms > ?)',
  ];
  return `SELECT ${[...columns, 'partition_key', 'id', 'revision', 'body'].join()} FROM ${table}
    WHERE ${conditions.join(' AND ')} ORDER BY ${open.map((column) => `${column} ${order}`).join()} LIMIT ?`;
}

function bindings(query: FindQuery, after: FindPlace | undefined): IndexValue[] {
  const equals = query.equals ?? [];
  const place = after
    ? [
        ...after.values.slice(equals.length),
        ...(query.partitionKey === undefined ? [after.partitionKey] : []),
        after.id,
      ]
    : [];
  const partition = query.partitionKey === undefined ? [] : [query.partitionKey];
  return [...partition, ...equals, ...place].map((value) => (typeof value === 'string' ? toOrderedText(value) : value));
}

function toFound<Body>(row: Row, fieldCount: number): { document: StoredDocument<Body>; place: FindPlace } {
  const values = row.slice(0, fieldCount).map((value) => (typeof value === 'string' ? fromOrderedText(value) : value));
  const [partitionKey, id, revision, json] = row.slice(fieldCount) as [string, string, string, string];
  const key = { partitionKey: fromOrderedText(partitionKey), id: fromOrderedText(id) };
  return { document: { ...key, revision, body: JSON.parse(json) as Body }, place: { ...key, values } };
}
