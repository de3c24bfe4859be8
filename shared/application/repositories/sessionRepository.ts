import type { Responses } from '../../domain/engine/schema.ts';
import { isErased, type SessionDocument } from '../../domain/session/session.ts';
import type { CreateResult, DocumentStore, ReplaceResult, StoredDocument } from '../../ports/documentStore.ts';
import { partitionKeyOf } from './partitionKey.ts';

export interface SessionRepository {
  get(tenantId: string, sessionId: string): Promise<StoredDocument<SessionDocument> | undefined>;
  create(session: SessionDocument): Promise<CreateResult>;
  replace(revision: string, session: SessionDocument): Promise<ReplaceResult>;
  /** What was answered in the sessions of a catalogue that started last, the newest first; whose they are is left out. */
  newestResponses(tenantId: string, catalogId: string, count: number): Promise<Responses[]>;
}

/** Sessions in one read: one may have 128 KB. */
const PAGE = 25;

export function createSessionRepository(documents: DocumentStore): SessionRepository {
  const sessions = documents.collection<SessionDocument>({
    name: 'sessions',
    indexes: {
      outbox: ['outboxBucket', 'unpublishedSince'],
      // Each session is a partition of its own, so those of a catalogue are found over all partitions. By its start,
      // which never changes: no response moves a session in the index. An erased one has no start and is not in it.
      byStart: ['tenantId', 'catalogId', 'startedAt'],
    },
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
    async newestResponses(tenantId, catalogId, count) {
      const found: Responses[] = [];
      let cursor: string | undefined;
      do {
        const page = await sessions.find({
          index: 'byStart',
          equals: [tenantId, catalogId],
          direction: 'descending',
          limit: Math.min(PAGE, count - found.length),
          ...(cursor !== undefined && { cursor }),
        });
        for (const { body } of page.documents) if (!isErased(body)) found.push(body.responses);
        cursor = page.next;
      } while (cursor !== undefined && found.length < count);
      return found;
    },
  };
}
