import type { Responses } from '../../domain/engine/schema.ts';
import type { DocumentStore, StoredDocument } from '../../ports/documentStore.ts';
import { partitionKeyOf } from './partitionKey.ts';

/** What one session contributes to what is learned from all: its last state, not a sum, so that it can be replaced. */
export interface SessionFacts {
  tenantId: string;
  catalogId: string;
  sessionId: string;
  /** The last event they hold. */
  sequence: number;
  version: number;
  activation: number;
  /** ISO 8601, UTC: of the session's start, and of its last event. */
  startedAt: string;
  changedAt: string;
  /** `segmentOf` on the version it was answered with. */
  segment: string;
  responses: Responses;
  /** Weight by plan id (`interestOf`). */
  interest: Record<string, number>;
  /** Events by what happened. */
  counts: Record<'answered' | 'viewed' | 'saved' | 'chosen' | 'dismissed', number>;
  /** Plans that fit at the end. */
  total: number;
  /** Present with an interest, so that an index over it holds only such sessions. */
  interestedAt?: string;
  expiresAtMs: number;
}

/** What stays of an erased session's facts for a while, so that whoever read it before cannot bring them back. */
interface ErasedFacts {
  sequence: number;
  erased: true;
}

export interface FactsRepository {
  get(tenantId: string, sessionId: string): Promise<SessionFacts | undefined>;
  /** `kept`: newer ones are there. */
  putIfNewer(facts: SessionFacts): Promise<'stored' | 'kept'>;
  erase(tenantId: string, sessionId: string, expiresAtMs: number): Promise<void>;
  /** Facts with an interest in plans of a catalogue, the latest first, a page at a time. */
  interested(tenantId: string, catalogId: string, count: number): AsyncIterable<SessionFacts[]>;
}

const PAGE = 100;
const MAX_ATTEMPTS = 10;

export function createFactsRepository(documents: DocumentStore): FactsRepository {
  const facts = documents.collection<SessionFacts | ErasedFacts>({
    name: 'facts',
    indexes: { byInterest: ['tenantId', 'catalogId', 'interestedAt'] },
  });
  const keyOf = (tenantId: string, sessionId: string) => ({
    partitionKey: partitionKeyOf(tenantId, sessionId),
    id: 'facts',
  });

  async function putIfNewer(
    tenantId: string,
    sessionId: string,
    body: SessionFacts | ErasedFacts,
    expiresAtMs: number,
  ): Promise<'stored' | 'kept'> {
    const key = keyOf(tenantId, sessionId);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const stored: StoredDocument<SessionFacts | ErasedFacts> | undefined = await facts.get(key);
      if (stored === undefined) {
        if ((await facts.create(key, body, { expiresAtMs })).outcome === 'created') return 'stored';
      } else {
        if (stored.body.sequence >= body.sequence) return 'kept';
        if ((await facts.replace(key, stored.revision, body, { expiresAtMs })).outcome === 'replaced') return 'stored';
      }
    }
    throw new Error(`the facts of one session were written by too many at once`);
  }

  return {
    async get(tenantId, sessionId) {
      const body = (await facts.get(keyOf(tenantId, sessionId)))?.body;
      return body === undefined || 'erased' in body ? undefined : body;
    },
    putIfNewer: (body) => putIfNewer(body.tenantId, body.sessionId, body, body.expiresAtMs),
    async erase(tenantId, sessionId, expiresAtMs) {
      await putIfNewer(tenantId, sessionId, { sequence: Number.MAX_SAFE_INTEGER, erased: true }, expiresAtMs);
    },
    async *interested(tenantId, catalogId, count) {
      let left = count;
      let cursor: string | undefined;
      do {
        const { documents: found, next } = await facts.find({
          index: 'byInterest',
          equals: [tenantId, catalogId],
          direction: 'descending',
          limit: Math.min(PAGE, left),
          ...(cursor !== undefined && { cursor }),
        });
        left -= found.length;
        cursor = next;
        yield found.map(({ body }) => body as SessionFacts);
      } while (cursor !== undefined && left > 0);
    },
  };
}
