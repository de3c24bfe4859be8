import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../domain/errors.ts';
import { toStoreError } from './toStoreError.ts';

/** Layout of the tables this code reads and writes; rises when an older program could not work with it. */
const SCHEMA_VERSION = 1;

const BUSY = 5;

/**
 * A commit in write-ahead mode appends the changed pages and syncs once. Folding them back into the main file costs
 * two more syncs; every 4,000 pages (16 MB) it disappears in the noise, and opening after a crash still takes moments.
 */
const CHECKPOINT_PAGES = 4_000;
const CACHE_KIB = 16_384;

/** Opens and locks the file; throws AppError `store_unavailable` with a sentence a person can act on. */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path);
    lock(database);
    adoptSchema(database, path);
    return database;
  } catch (error) {
    if (database?.isOpen) database.close();
    throw isBusy(error) ? inUse(path, error) : toStoreError(error);
  }
}

/** The exclusive lock is held until the process ends, however it ends; it also keeps the write-ahead index in memory. */
function lock(database: DatabaseSync): void {
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    PRAGMA cache_size = -${CACHE_KIB};
    BEGIN IMMEDIATE;
    COMMIT;
  `);
}

function adoptSchema(database: DatabaseSync, path: string): void {
  const found = Number(readPragma(database, 'user_version'));
  if (found > SCHEMA_VERSION) {
    throw new AppError('store_unavailable', {
      detail: `${path} was written by a newer version of this program (layout ${found}; this one knows ${SCHEMA_VERSION})`,
    });
  }
  if (found < SCHEMA_VERSION) database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
}

/** The pragma as this connection, which is also the writing one, reports it. */
export function readPragma(database: DatabaseSync, name: string): string | number {
  const row = database.prepare(`PRAGMA ${name}`).get() ?? {};
  const [value] = Object.values(row);
  if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`PRAGMA ${name} has no value`);
  return value;
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === BUSY;
}

function inUse(path: string, cause: unknown): AppError {
  return new AppError(
    'store_unavailable',
    { detail: `A server is running on this data folder (${dirname(path)}): stop it first, or choose another folder` },
    cause,
  );
}
