/**
 * Everything small and mutable is a versioned document in a collection, addressed by (partition key, id).
 *
 * Promises every adapter keeps (held by test/contract/documentStore.contract.ts):
 * - each operation is atomic for its one document, and durable when its promise resolves (where the adapter persists);
 *   a read sees what was durable, never a write still under way;
 * - `revision` is an opaque token that changes with every write and never comes back for the same key, also not after
 *   the document was removed and created again; a write names the revision it replaces;
 * - a body is JSON; the store keeps and returns copies, never the object that was handed in;
 * - a document is gone from `expiresAtMs` on: never returned, its key free for `create`; what it took is freed in time;
 * - partitions are isolated: no operation with one partition key sees another's documents;
 * - keys and ids are opaque text, told apart and ordered by UTF-16 code units: 1 to `MAX_KEY_LENGTH` of them to create
 *   a document; what cannot have been created is missing, never a fault.
 *
 * Expected outcomes are return values. AppError `store_unavailable` says that the store cannot be reached, is full or
 * is closed; whether the write was done is then unknown.
 */
export interface DocumentStore {
  /** Asking again with the same definition gives the same documents; with another one for the name it throws. */
  collection<Body extends object>(definition: CollectionDefinition): DocumentCollection<Body>;
  /** What the store says of itself, e.g. `{adapter: 'sqlite', synchronous: 'FULL'}`; throws AppError `store_unavailable`. */
  describe(): Promise<Record<string, string | number | boolean>>;
  /** Finishes the writes already asked for and closes. May be called again; every other call then is `store_unavailable`. */
  dispose(): Promise<void>;
}

/** UTF-16 code units of a partition key, and of an id. */
export const MAX_KEY_LENGTH = 1_000;

/** Documents asked for in one `find`. */
export const MAX_FIND_LIMIT = 1_000;

/**
 * Names of collections, indexes and fields are ASCII: a letter, then letters, digits, `_` or `-`, up to 63 in all; no two
 * differ in case only.
 */
export interface CollectionDefinition {
  name: string;
  /**
   * Indexes by name: top-level fields of the body, in order. A body in which one of the fields is anything but a string
   * or a finite number is not in the index.
   */
  indexes: Record<string, readonly string[]>;
}

export interface DocumentKey {
  partitionKey: string;
  id: string;
}

export interface StoredDocument<Body> extends DocumentKey {
  revision: string;
  body: Body;
}

export interface WriteOptions {
  /** Whole milliseconds since 1970 from which on the document is gone; absent: never. Each write sets it anew. */
  expiresAtMs?: number;
}

export type CreateResult = { outcome: 'created'; revision: string } | { outcome: 'exists' };
export type ReplaceResult =
  { outcome: 'replaced'; revision: string } | { outcome: 'conflict' } | { outcome: 'missing' };
export type RemoveResult = { outcome: 'removed' } | { outcome: 'conflict' } | { outcome: 'missing' };

export interface FindQuery {
  index: string;
  /** Only within this partition; absent: over all partitions (an operator's question, never a caller's). */
  partitionKey?: string;
  /** Values of the first fields of the index that must be equal. */
  equals?: readonly (string | number)[];
  /** `descending` turns the whole order round, partition key and id included. */
  direction?: 'ascending' | 'descending';
  /** 1 to `MAX_FIND_LIMIT`. */
  limit: number;
  /**
   * `next` of the page before, of the same query (the limit may differ). It marks a place in the order, not a document:
   * what was written or removed meanwhile is seen as it is now. Anything else is AppError `invalid_request`.
   */
  cursor?: string;
}

export interface FoundPage<Body> {
  documents: StoredDocument<Body>[];
  /** Absent on the last page. */
  next?: string;
}

export interface DocumentCollection<Body extends object> {
  get(key: DocumentKey): Promise<StoredDocument<Body> | undefined>;
  /** In the order of `keys`; missing ones are undefined. An empty list is no trip to the store. */
  getMany(keys: readonly DocumentKey[]): Promise<(StoredDocument<Body> | undefined)[]>;
  create(key: DocumentKey, body: Body, options?: WriteOptions): Promise<CreateResult>;
  replace(key: DocumentKey, revision: string, body: Body, options?: WriteOptions): Promise<ReplaceResult>;
  /** Without `revision` whatever is there is removed. */
  remove(key: DocumentKey, revision?: string): Promise<RemoveResult>;
  /**
   * In the order of the index fields, then partition key, then id: numbers by value and before strings, strings by
   * UTF-16 code units.
   */
  find(query: FindQuery): Promise<FoundPage<Body>>;
}
