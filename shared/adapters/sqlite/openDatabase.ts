import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../domain/errors.ts';
import { toStoreError } from './toStoreError.ts';

/** Layout of the tables this code reads and writes; rises when an older program could not work with it. */
const SCHEMA_VERSION = 1;

const BUSY = 5;

/**
 * A commit in write-ahead mode appends the changed pages and syncs once; folding them back into the main file costs more
 * syncs and holds up the event loop. Measured with 32 writers of 4 KB: every 1,000 pages about 8 ms, every 4,000 about
 * 20 ms, at the same throughput within the noise.
 */
const CHECKPOINT_PAGES = 2_000;
const CACHE_KIB = 16_384;

/** Opens and locks the file; throws AppError `store_unavailable` with a sentence a person can act on. */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    // It holds what people answered: nobody else on the machine may look in.
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
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
  return ((error as { errcode?: number }).errcode ?? 0) % 0x100 === BUSY;
}

function inUse(path: string, cause: unknown): AppError {
  return new AppError(
    'store_unavailable',
    { detail: `A server is running on this data folder (${dirname(path)}): stop it first, or choose another folder` },
    cause,
  );
}
