import {
  MAX_FIND_LIMIT,
  MAX_KEY_LENGTH,
  type CollectionDefinition,
  type DocumentKey,
  type FindQuery,
  type WriteOptions,
} from '../../ports/documentStore.ts';

/**
 * What the document port asks of its callers, checked alike by every adapter. A breach is a mistake in this program,
 * not in a request, hence RangeError.
 */

const plainName = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/;

export function checkDefinition(definition: CollectionDefinition): void {
  const names = [definition.name, ...Object.keys(definition.indexes), ...indexedFields(definition)];
  for (const name of names) {
    if (!plainName.test(name)) throw new RangeError(`"${name}" cannot name a collection, an index or a field`);
  }
  for (const [index, fields] of Object.entries(definition.indexes)) {
    if (fields.length === 0 || new Set(fields).size < fields.length) {
      throw new RangeError(`index ${index} of ${definition.name} needs fields, each once`);
    }
  }
  const fields = indexedFields(definition);
  if (new Set(fields.map((field) => field.toLowerCase())).size < fields.length) {
    throw new RangeError(`indexed fields of ${definition.name} differ in case only`);
  }
}

/** Every field that some index uses, each once, in a fixed order. */
export function indexedFields(definition: CollectionDefinition): string[] {
  return [...new Set(Object.values(definition.indexes).flat())].sort();
}

export function checkSameDefinition(one: CollectionDefinition, other: CollectionDefinition): void {
  const text = ({ name, indexes }: CollectionDefinition) =>
    JSON.stringify([name, Object.entries(indexes).sort(([a], [b]) => (a < b ? -1 : 1))]);
  if (text(one) !== text(other)) throw new RangeError(`collection ${one.name} is defined twice, differently`);
}

export function checkCreation(key: DocumentKey): void {
  for (const part of [key.partitionKey, key.id]) {
    if (part.length < 1 || part.length > MAX_KEY_LENGTH) {
      throw new RangeError(`partition key and id have 1 to ${MAX_KEY_LENGTH} UTF-16 code units, not ${part.length}`);
    }
  }
}

export function checkWriteOptions(options: WriteOptions | undefined): void {
  if (options?.expiresAtMs !== undefined && !Number.isSafeInteger(options.expiresAtMs)) {
    throw new RangeError(`expiresAtMs is a whole number of milliseconds, not ${options.expiresAtMs}`);
  }
}

/** The fields of the index that the query names. */
export function checkQuery(definition: CollectionDefinition, query: FindQuery): readonly string[] {
  const fields = Object.hasOwn(definition.indexes, query.index) ? definition.indexes[query.index] : undefined;
  if (!fields) throw new RangeError(`${definition.name} has no index ${query.index}`);
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > MAX_FIND_LIMIT) {
    throw new RangeError(`limit is 1 to ${MAX_FIND_LIMIT}, not ${query.limit}`);
  }
  const equals = query.equals ?? [];
  if (equals.length > fields.length || equals.some((value) => typeof value === 'number' && !Number.isFinite(value))) {
    throw new RangeError(`equals does not fit index ${query.index} of ${definition.name}`);
  }
  return fields;
}
