import { noticesAfter, publishedThrough } from '../../domain/session/notices.ts';
import { outboxBucket } from '../../domain/session/outbox.ts';
import type { SessionDocument } from '../../domain/session/session.ts';
import { partitionKeyOf } from '../repositories/partitionKey.ts';
import type { SessionRepository } from '../repositories/sessionRepository.ts';
import type { OutboxEntry, OutboxSource } from './outboxEntry.ts';

type Sessions = Pick<SessionRepository, 'get' | 'replace' | 'findUnpublished'>;

/** Writers that come in between are few: the person and the publishers of other instances. */
const MAX_ATTEMPTS = 5;

export function createSessionOutbox(sessions: Sessions): OutboxSource {
  return {
    async findUnpublished(query) {
      const { documents, next } = await sessions.findUnpublished(query);
      const entries = documents.map(({ revision, body }) => toSessionEntry(sessions, revision, body));
      return { entries, ...(next !== undefined && { next }) };
    },
  };
}

/** @param revision of `session` as stored; when the store has another one by now, the mark is moved there. */
export function toSessionEntry(
  sessions: Pick<SessionRepository, 'get' | 'replace'>,
  revision: string,
  session: SessionDocument,
): OutboxEntry {
  const { tenantId, sessionId } = session;
  return {
    key: partitionKeyOf('session', tenantId, sessionId),
    bucket: outboxBucket(tenantId, sessionId),
    sinceMs: session.unpublishedSince ?? 0,
    eventsAfter: (through) => noticesAfter(session, Math.max(through, session.publishedThrough)),
    async markPublished(through) {
      let current: { revision: string; body: SessionDocument } | undefined = { revision, body: session };
      for (let attempt = 1; attempt <= MAX_ATTEMPTS && current !== undefined; attempt++) {
        if (current.body.publishedThrough >= through) return;
        const { outcome } = await sessions.replace(current.revision, publishedThrough(current.body, through));
        if (outcome !== 'conflict') return;
        current = await sessions.get(tenantId, sessionId);
      }
      // Left as it is, it is published once more; whoever reads events expects that.
    },
  };
}
