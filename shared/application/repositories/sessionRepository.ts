import type { SessionDocument } from '../../domain/session/session.ts';
import type { CreateResult, DocumentStore, ReplaceResult, StoredDocument } from '../../ports/documentStore.ts';
import { partitionKeyOf } from './partitionKey.ts';

export interface SessionRepository {
  get(tenantId: string, sessionId: string): Promise<StoredDocument<SessionDocument> | undefined>;
  create(session: SessionDocument): Promise<CreateResult>;
  replace(revision: string, session: SessionDocument): Promise<ReplaceResult>;
}

export function createSessionRepository(documents: DocumentStore): SessionRepository {
  const sessions = documents.collection<SessionDocument>({
    name: 'sessions',
    indexes: { outbox: ['outboxBucket', 'unpublishedSince'] },
  });
  const keyOf = (tenantId: string, sessionId: string) => ({
    partitionKey: partitionKeyOf(tenantId, sessionId),
    id: 'session',
  });
  return {
    get: (tenantId, sessionId) => sessions.get(keyOf(tenantId, sessionId)),
    create: (session) => {
      const { tenantId, sessionId, expiresAtMs } = session;
      return sessions.create(keyOf(tenantId, sessionId), session, { expiresAtMs });
    },
    replace: (revision, session) => {
      const { tenantId, sessionId, expiresAtMs } = session;
      return sessions.replace(keyOf(tenantId, sessionId), revision, session, { expiresAtMs });
    },
  };
}
