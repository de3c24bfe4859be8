import { AppError } from '../../domain/errors.ts';
import type { DocumentKey, FindQuery } from '../../ports/documentStore.ts';
import type { IndexValue } from './indexValues.ts';

/**
 * A cursor is a place in an index: the values and the key of the last document returned. It also names its query, so
 * that a cursor of another query is refused; partition and equal values always come from the query, so a forged cursor
 * reaches nothing that the query does not.
 */
export interface FindPlace extends DocumentKey {
  values: readonly IndexValue[];
}

export function toFindCursor(collection: string, query: FindQuery, place: FindPlace): string {
  const parts = [collection, query.index, directionOf(query), place.values, place.partitionKey, place.id];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Throws AppError `invalid_request` for anything but a cursor of this very query over an index of `fieldCount` fields. */
export function fromFindCursor(collection: string, query: FindQuery, fieldCount: number, cursor: string): FindPlace {
  const parts = parse(cursor);
  if (!Array.isArray(parts) || parts.length !== 6) throw invalidCursor();
  const [name, index, direction, values, partitionKey, id] = parts as unknown[];
  const fits =
    name === collection &&
    index === query.index &&
    direction === directionOf(query) &&
    areIndexValues(values, fieldCount) &&
    (query.equals ?? []).every((value, position) => values[position] === value) &&
    typeof partitionKey === 'string' &&
    (query.partitionKey === undefined || query.partitionKey === partitionKey) &&
    typeof id === 'string';
  if (!fits) throw invalidCursor();
  return { values, partitionKey, id };
}

export function directionOf(query: FindQuery): 'ascending' | 'descending' {
  return query.direction ?? 'ascending';
}

function areIndexValues(values: unknown, count: number): values is IndexValue[] {
  return (
    Array.isArray(values) &&
    values.length === count &&
    values.every((value) => typeof value === 'string' || Number.isFinite(value))
  );
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch (cause) {
    throw invalidCursor(cause);
  }
}

function invalidCursor(cause?: unknown): AppError {
  const message = 'This is not a cursor of this query.';
  return new AppError(
    'invalid_request',
    { detail: message, faults: [{ path: '/cursor', code: 'invalid_cursor', message }] },
    cause,
  );
}
