import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { MessageFacts } from './amqpMessage.ts';

export interface StoredMessage extends MessageFacts {
  readonly content: Buffer;
  readonly isScheduled: boolean;
}

export interface NewMessage {
  readonly queue: string;
  readonly content: Buffer;
  readonly enqueuedAt: number;
  /** `Infinity`: never. */
  readonly expiresAt: number;
  /** When a scheduled message joins its queue; `enqueuedAt` is the same then. */
  readonly dueAt: number | undefined;
}

/**
 * The messages of all queues, on disk. Sequence numbers rise over all queues and are never given out twice. Everything
 * here but `write` and `close` is synchronous; what changes something belongs inside a `write`.
 */
export interface MessageStore {
  /** Runs `change` and answers once it is on disk. What is asked for in one turn of the event loop shares one sync. */
  write<Result>(change: () => Result): Promise<Result>;
  /** The same for what may be a few milliseconds late, to share a sync with more. */
  writeSoon<Result>(change: () => Result): Promise<Result>;
  insert(message: NewMessage): number;
  remove(sequence: number): void;
  setDeliveryCount(sequence: number, count: number): void;
  setContent(sequence: number, content: Buffer): void;
  /** Keeps the sequence number; from now on the message does not expire. */
  moveTo(queue: string, sequence: number): void;
  /** Removes the scheduled messages among these and tells how many they were. */
  cancel(queue: string, sequences: readonly number[]): number;
  /** Lets what is due at `now` join its queue, at the end, with a new sequence number. */
  activate(queue: string, now: number): MessageFacts[];
  nextDue(queue: string): number | undefined;
  contentOf(sequence: number): Buffer;
  /** From `sequence` on, scheduled ones included, without what has expired at `now`. */
  page(queue: string, sequence: number, count: number, now: number): StoredMessage[];
  /** In the order of their sequence numbers, without those that are scheduled. */
  active(queue: string): MessageFacts[];
  /** Writes what is waiting. Afterwards nothing may be asked. */
  close(): void;
}

interface Row {
  sequence: number;
  content: Uint8Array;
  enqueued_at: number;
  expires_at: number | null;
  due_at: number | null;
  delivery_count: number;
}

interface Waiting {
  readonly change: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const FACTS = 'sequence, enqueued_at, expires_at, due_at, delivery_count';
/** Bounds how long one commit holds up the event loop. */
const MAX_CHANGES_PER_COMMIT = 512;
const MAX_ACTIVATIONS_PER_COMMIT = 1_000;
/** What is not urgent waits for others this long, and only until there are so many. */
const SOON_MS = 5;
const SOON_CHANGES = 32;
/** SQLite's primary result code for a file that another process has locked. */
const BUSY = 5;

const toFacts = (row: Row): MessageFacts => ({
  sequence: row.sequence,
  deliveryCount: row.delivery_count,
  enqueuedAt: row.enqueued_at,
  expiresAt: row.expires_at ?? Infinity,
});

const toBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** The exclusive lock ends with the process, however it ends, and keeps a second broker out of the folder. */
function openDatabase(directory: string | undefined): DatabaseSync {
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(directory === undefined ? ':memory:' : join(directory, 'messages.db'));
  try {
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA fullfsync = ON;
      PRAGMA wal_autocheckpoint = 4000;
      CREATE TABLE IF NOT EXISTS messages (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        queue TEXT NOT NULL,
        content BLOB NOT NULL,
        enqueued_at INTEGER NOT NULL,
        expires_at INTEGER,
        due_at INTEGER,
        delivery_count INTEGER NOT NULL DEFAULT 0
      );
      CREATE INDEX IF NOT EXISTS messages_by_queue ON messages (queue);
      CREATE INDEX IF NOT EXISTS messages_by_due_time ON messages (queue, due_at) WHERE due_at IS NOT NULL;
      BEGIN IMMEDIATE;
      COMMIT;
    `);
    return database;
  } catch (thrown) {
    database.close();
    if (thrown instanceof Error && 'errcode' in thrown && Number(thrown.errcode) % 0x100 === BUSY) {
      throw new Error(`A broker is running on the folder ${directory}: stop it first.`, { cause: thrown });
    }
    throw thrown;
  }
}

/** @param directory undefined: the messages end with the process. */
export function openMessageStore(directory: string | undefined): MessageStore {
  const database = openDatabase(directory);
  const sql = {
    begin: database.prepare('BEGIN IMMEDIATE'),
    commit: database.prepare('COMMIT'),
    insert: database.prepare(
      'INSERT INTO messages (queue, content, enqueued_at, expires_at, due_at) VALUES (?, ?, ?, ?, ?)',
    ),
    remove: database.prepare('DELETE FROM messages WHERE sequence = ?'),
    setDeliveryCount: database.prepare('UPDATE messages SET delivery_count = ? WHERE sequence = ?'),
    setContent: database.prepare('UPDATE messages SET content = ? WHERE sequence = ?'),
    moveTo: database.prepare('UPDATE messages SET queue = ?, expires_at = NULL WHERE sequence = ?'),
    cancel: database.prepare('DELETE FROM messages WHERE sequence = ? AND queue = ? AND due_at IS NOT NULL'),
    due: database.prepare(
      `SELECT ${FACTS} FROM messages WHERE queue = ? AND due_at <= ? ORDER BY due_at, sequence LIMIT ${MAX_ACTIVATIONS_PER_COMMIT}`,
    ),
    activate: database.prepare(
      `INSERT INTO messages (queue, content, enqueued_at, expires_at)
        SELECT queue, content, ?, ? FROM messages WHERE sequence = ?`,
    ),
    nextDue: database.prepare('SELECT min(due_at) AS due_at FROM messages WHERE queue = ? AND due_at IS NOT NULL'),
    contentOf: database.prepare('SELECT content FROM messages WHERE sequence = ?'),
    page: database.prepare(
      `SELECT ${FACTS}, content FROM messages
        WHERE queue = ? AND sequence >= ? AND ifnull(expires_at > ?, true) ORDER BY sequence LIMIT ?`,
    ),
    active: database.prepare(`SELECT ${FACTS} FROM messages WHERE queue = ? AND due_at IS NULL ORDER BY sequence`),
  };
  let waiting: Waiting[] = [];
  let isAtEndOfTurn = false;
  let timer: NodeJS.Timeout | undefined;
  let isOpen = true;

  function flushAtEndOfTurn(): void {
    if (!isAtEndOfTurn) setImmediate(flush);
    isAtEndOfTurn = true;
  }

  function flush(): void {
    isAtEndOfTurn = false;
    clearTimeout(timer);
    timer = undefined;
    // `close` may have written everything before this turn came.
    if (waiting.length === 0) return;
    const batch = waiting.slice(0, MAX_CHANGES_PER_COMMIT);
    waiting = waiting.slice(MAX_CHANGES_PER_COMMIT);
    if (waiting.length > 0) flushAtEndOfTurn();
    try {
      sql.begin.run();
      const results = batch.map(({ change }) => change());
      sql.commit.run();
      batch.forEach(({ resolve }, position) => resolve(results[position]));
    } catch (thrown) {
      // A statement fails only when the disk does (full, gone): none of the batch is kept, and each caller is told.
      if (database.isTransaction) database.exec('ROLLBACK');
      for (const { reject } of batch) reject(thrown);
    }
  }

  function add<Result>(change: () => Result): Promise<Result> {
    if (!isOpen) return Promise.reject(new Error('The broker has stopped.'));
    return new Promise<Result>((resolve, reject) => {
      waiting.push({ change, resolve: resolve as (result: unknown) => void, reject });
    });
  }

  return {
    write(change) {
      flushAtEndOfTurn();
      return add(change);
    },
    writeSoon(change) {
      if (waiting.length >= SOON_CHANGES) flushAtEndOfTurn();
      else timer ??= setTimeout(flush, SOON_MS);
      return add(change);
    },
    insert({ queue, content, enqueuedAt, expiresAt, dueAt }) {
      const expires = Number.isFinite(expiresAt) ? Math.round(expiresAt) : null;
      return Number(sql.insert.run(queue, content, enqueuedAt, expires, dueAt ?? null).lastInsertRowid);
    },
    remove: (sequence) => void sql.remove.run(sequence),
    setDeliveryCount: (sequence, count) => void sql.setDeliveryCount.run(count, sequence),
    setContent: (sequence, content) => void sql.setContent.run(content, sequence),
    moveTo: (queue, sequence) => void sql.moveTo.run(queue, sequence),
    cancel: (queue, sequences) =>
      sequences.reduce((sum, sequence) => sum + Number(sql.cancel.run(sequence, queue).changes), 0),
    activate(queue, now) {
      return (sql.due.all(queue, now) as unknown as Row[]).map((row) => {
        const expiresAt = row.expires_at === null ? null : now + row.expires_at - row.enqueued_at;
        const sequence = Number(sql.activate.run(now, expiresAt, row.sequence).lastInsertRowid);
        sql.remove.run(row.sequence);
        return { sequence, deliveryCount: 0, enqueuedAt: now, expiresAt: expiresAt ?? Infinity };
      });
    },
    nextDue: (queue) => (sql.nextDue.get(queue) as unknown as Pick<Row, 'due_at'>).due_at ?? undefined,
    contentOf: (sequence) => toBuffer((sql.contentOf.get(sequence) as unknown as Pick<Row, 'content'>).content),
    page: (queue, sequence, count, now) =>
      (sql.page.all(queue, sequence, now, count) as unknown as Row[]).map((row) => ({
        ...toFacts(row),
        content: toBuffer(row.content),
        isScheduled: row.due_at !== null,
      })),
    active: (queue) => (sql.active.all(queue) as unknown as Row[]).map(toFacts),
    close() {
      isOpen = false;
      while (waiting.length > 0) flush();
      clearTimeout(timer);
      database.close();
    },
  };
}
