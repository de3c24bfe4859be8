import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A document as it lies in the file of a stopped server. */
export interface StoredDocument {
  collection: string;
  body: Record<string, unknown>;
}

/** Every document of a stopped server, read past the store. */
export function readDocuments(dataDir: string): StoredDocument[] {
  return withDatabase(join(dataDir, 'documents.sqlite'), (database) => {
    const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'documents:%'`);
    return tables.all().flatMap(({ name }) =>
      database
        .prepare(`SELECT body FROM "${String(name)}"`)
        .all()
        .map(({ body }) => ({
          collection: String(name).slice('documents:'.length),
          body: JSON.parse(String(body)) as Record<string, unknown>,
        })),
    );
  });
}

/** How many messages each queue of a stopped server's broker holds; empty ones are left out. */
export function readMessageCounts(dataDir: string): Record<string, number> {
  const file = join(dataDir, 'services', 'serviceBus', 'messages.db');
  if (!existsSync(file)) throw new Error(`${file} is missing: the broker keeps its messages elsewhere`);
  return withDatabase(file, (database) => {
    const rows = database.prepare('SELECT queue, count(*) AS messages FROM messages GROUP BY queue').all();
    return Object.fromEntries(rows.map(({ queue, messages }) => [String(queue), Number(messages)]));
  });
}

function withDatabase<Result>(file: string, read: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(file);
  try {
    return read(database);
  } finally {
    database.close();
  }
}
