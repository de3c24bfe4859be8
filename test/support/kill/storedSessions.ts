import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isErased, type Session } from '../../../shared/domain/session/session.ts';

/** The sessions in the file of a stopped server, read as text and not through the store, by id. */
export function readStoredSessions(dataDir: string): Map<string, Session> {
  const database = new DatabaseSync(join(dataDir, 'documents.sqlite'));
  try {
    const rows = database.prepare('SELECT body FROM "documents:sessions"').all();
    const sessions = rows
      .map(({ body }) => JSON.parse(String(body)) as Session)
      .filter((session) => !isErased(session));
    return new Map(sessions.map((session) => [session.sessionId, session]));
  } finally {
    database.close();
  }
}
