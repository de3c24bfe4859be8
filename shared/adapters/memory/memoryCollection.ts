import type {
  CollectionDefinition,
  CreateResult,
  DocumentCollection,
  DocumentKey,
  FindQuery,
  FoundPage,
  RemoveResult,
  ReplaceResult,
  StoredDocument,
  WriteOptions,
} from '../../ports/documentStore.ts';
import { checkCreation, checkQuery, checkWriteOptions } from '../common/documentRules.ts';
import { directionOf, fromFindCursor, toFindCursor, type FindPlace } from '../common/findCursor.ts';
import { compareIndexValues, readIndexValue, type IndexValue } from '../common/indexValues.ts';

export interface MemoryCollection<Body extends object> extends DocumentCollection<Body> {
  removeExpired(): void;
}

export interface CollectionDependencies {
  now: () => number;
  nextRevision: () => string;
  /** Throws when the store is closed. */
  checkOpen: () => void;
}

interface Entry extends DocumentKey {
  revision: string;
  /** Text, so that what is handed in or out is never the stored thing itself. */
  json: string;
  expiresAtMs: number;
}

interface IndexedEntry {
  entry: Entry;
  place: FindPlace;
}

export function createMemoryCollection<Body extends object>(
  definition: CollectionDefinition,
  { now, nextRevision, checkOpen }: CollectionDependencies,
): MemoryCollection<Body> {
  const entries = new Map<string, Entry>();

  /** JSON of both parts: no two keys share a text, whatever characters they hold. */
  const addressOf = ({ partitionKey, id }: DocumentKey) => JSON.stringify([partitionKey, id]);

  function living(key: DocumentKey): Entry | undefined {
    const entry = entries.get(addressOf(key));
    return entry && entry.expiresAtMs > now() ? entry : undefined;
  }

  function store({ partitionKey, id }: DocumentKey, body: Body, options: WriteOptions | undefined): string {
    const json = JSON.stringify(body);
    const revision = nextRevision();
    const expiresAtMs = options?.expiresAtMs ?? Infinity;
    entries.set(addressOf({ partitionKey, id }), { partitionKey, id, revision, json, expiresAtMs });
    return revision;
  }

  function read(key: DocumentKey): StoredDocument<Body> | undefined {
    const entry = living(key);
    return entry && toDocument<Body>(entry);
  }

  function create(key: DocumentKey, body: Body, options?: WriteOptions): CreateResult {
    checkCreation(key);
    checkWriteOptions(options);
    if (living(key)) return { outcome: 'exists' };
    return { outcome: 'created', revision: store(key, body, options) };
  }

  function replace(key: DocumentKey, revision: string, body: Body, options?: WriteOptions): ReplaceResult {
    checkWriteOptions(options);
    const entry = living(key);
    if (!entry) return { outcome: 'missing' };
    if (entry.revision !== revision) return { outcome: 'conflict' };
    return { outcome: 'replaced', revision: store(key, body, options) };
  }

  function remove(key: DocumentKey, revision?: string): RemoveResult {
    const entry = living(key);
    if (!entry) return { outcome: 'missing' };
    if (revision !== undefined && entry.revision !== revision) return { outcome: 'conflict' };
    entries.delete(addressOf(key));
    return { outcome: 'removed' };
  }

  function find(query: FindQuery): FoundPage<Body> {
    const fields = checkQuery(definition, query);
    const after =
      query.cursor === undefined ? undefined : fromFindCursor(definition.name, query, fields.length, query.cursor);
    const sign = directionOf(query) === 'ascending' ? 1 : -1;
    const matches = matching(query, fields).filter(({ place }) => !after || sign * comparePlaces(place, after) > 0);
    matches.sort((one, other) => sign * comparePlaces(one.place, other.place));
    const page = matches.slice(0, query.limit);
    const documents = page.map(({ entry }) => toDocument<Body>(entry));
    const last = page.at(-1);
    if (matches.length <= query.limit || !last) return { documents };
    return { documents, next: toFindCursor(definition.name, query, last.place) };
  }

  function matching(query: FindQuery, fields: readonly string[]): IndexedEntry[] {
    const found: IndexedEntry[] = [];
    for (const entry of entries.values()) {
      if (entry.expiresAtMs <= now()) continue;
      if (query.partitionKey !== undefined && query.partitionKey !== entry.partitionKey) continue;
      const values = indexValuesOf(entry, fields);
      if (!values || !(query.equals ?? []).every((value, position) => values[position] === value)) continue;
      found.push({ entry, place: { values, partitionKey: entry.partitionKey, id: entry.id } });
    }
    return found;
  }

  /** Every operation happens at once, in the caller's turn; only its outcome comes as a promise. */
  function answered<Parameters extends unknown[], Result>(operation: (...parameters: Parameters) => Result) {
    return (...parameters: Parameters) =>
      new Promise<Result>((resolve) => {
        checkOpen();
        resolve(operation(...parameters));
      });
  }

  return {
    get: answered(read),
    getMany: answered((keys: readonly DocumentKey[]) => keys.map(read)),
    create: answered(create),
    replace: answered(replace),
    remove: answered(remove),
    find: answered(find),
    removeExpired() {
      for (const [address, entry] of entries) if (entry.expiresAtMs <= now()) entries.delete(address);
    },
  };
}

function toDocument<Body>({ partitionKey, id, revision, json }: Entry): StoredDocument<Body> {
  return { partitionKey, id, revision, body: JSON.parse(json) as Body };
}

function indexValuesOf(entry: Entry, fields: readonly string[]): IndexValue[] | undefined {
  const body = JSON.parse(entry.json) as object;
  const values: IndexValue[] = [];
  for (const field of fields) {
    const value = readIndexValue(body, field);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function comparePlaces(one: FindPlace, other: FindPlace): number {
  const parts = (place: FindPlace) => [...place.values, place.partitionKey, place.id];
  const others = parts(other);
  for (const [position, value] of parts(one).entries()) {
    const order = compareIndexValues(value, others[position]!);
    if (order !== 0) return order;
  }
  return 0;
}
