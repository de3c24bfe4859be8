import { AppError } from '../../domain/errors.ts';

/** Primary SQLite result codes that speak of the file and its disk rather than of a statement. */
const UNAVAILABLE = new Map([
  [3, 'access to the database file was denied'],
  [5, 'another process has the database open'],
  [6, 'the database is locked'],
  [7, 'memory ran out'],
  [8, 'the database file cannot be written'],
  [10, 'reading or writing the database file failed'],
  [11, 'the database file is damaged'],
  [13, 'the disk is full'],
  [14, 'the database file cannot be opened'],
  [15, 'the database file is locked'],
  [26, 'the file is not a database'],
]);

/**
 * What SQLite threw, as AppError `store_unavailable` where the store is to blame; anything else unchanged. Errors are
 * told by their codes, never by class: a test's sandbox has classes of its own.
 */
export function toStoreError(error: unknown): Error {
  const thrown = error as Error & { code?: unknown; errcode?: unknown };
  if (thrown.code === 'ERR_INVALID_STATE') return closed(thrown);
  if (thrown.code !== 'ERR_SQLITE_ERROR' || typeof thrown.errcode !== 'number') return thrown;
  // The low byte of an extended result code is its primary code.
  const detail = UNAVAILABLE.get(thrown.errcode & 0xff);
  return detail === undefined ? thrown : new AppError('store_unavailable', { detail: `The store: ${detail}` }, thrown);
}

/** Runs synchronous work where a promise is due; what it throws rejects, store errors translated. */
export function answer<Result>(work: () => Result): Promise<Result> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(toStoreError(error));
  }
}

export function closed(cause?: unknown): AppError {
  return new AppError('store_unavailable', { detail: 'The store is closed' }, cause);
}
