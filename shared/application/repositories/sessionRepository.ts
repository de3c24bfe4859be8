import type { Responses } from '../../domain/engine/schema.ts';
import { isErased, type Session, type SessionDocument } from '../../domain/session/session.ts';
import type {
  CreateResult,
  DocumentStore,
  FoundPage,
  ReplaceResult,
  StoredDocument,
} from '../../ports/documentStore.ts';
import { findUnpublished, OUTBOX_INDEX, type UnpublishedQuery } from './outboxIndex.ts';
import { partitionKeyOf } from './partitionKey.ts';

export interface SessionRepository {
  get(tenantId: string, sessionId: string): Promise<StoredDocument<SessionDocument> | undefined>;
  create(session: SessionDocument): Promise<CreateResult>;
  replace(revision: string, session: SessionDocument): Promise<ReplaceResult>;
  /** What was answered in the sessions of a catalogue that started last, the newest first; whose they are is left out. */
  newestResponses(tenantId: string, catalogId: string, count: number): Promise<Responses[]>;
  /** The sessions of a catalogue that started last, the newest first, a page at a time. */
  newest(tenantId: string, catalogId: string, count: number): AsyncIterable<Session[]>;
  findUnpublished(query: UnpublishedQuery): Promise<FoundPage<SessionDocument>>;
}

/** Sessions in one read: one may have 128 KB. */
const PAGE = 25;

export function createSessionRepository(documents: DocumentStore): SessionRepository {
  const sessions = documents.collection<SessionDocument>({
    name: 'sessions',
    indexes: {
      outbox: OUTBOX_INDEX,
      // Each session is a partition of its own, so those of a catalogue are found over all partitions. By its start,
      // which never changes: no response moves a session in the index. An erased one has no start and is not in it.
      byStart: ['tenantId', 'catalogId', 'startedAt'],
    },
  });
  const keyOf = (tenantId: string, sessionId: string) => ({
    partitionKey: partitionKeyOf(tenantId, sessionId),
    id: 'session',
  });
  async function* newest(tenantId: string, catalogId: string, count: number): AsyncIterable<Session[]> {
    let left = count;
    let cursor: string | undefined;
    do {
      const { documents: found, next } = await sessions.find({
        index: 'byStart',
        equals: [tenantId, catalogId],
        direction: 'descending',
        limit: Math.min(PAGE, left),
        ...(cursor !== undefined && { cursor }),
      });
      const living = found.map(({ body }) => body).filter((body): body is Session => !isErased(body));
      left -= living.length;
      cursor = next;
      yield living;
    } while (cursor !== undefined && left > 0);
  }
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
    newest,
    async newestResponses(tenantId, catalogId, count) {
      const found: Responses[] = [];
      for await (const page of newest(tenantId, catalogId, count)) {
        for (const { responses } of page) found.push(responses);
      }
      return found;
    },
    findUnpublished: (query) => findUnpublished(sessions, query),
  };
}
