import type { Answer, Responses } from '../engine/schema.ts';

/**
 * A session is one document: its state, the ordered events that led there, and what of them is still to be published.
 *
 * Three numbers, never mixed up: `sequence` numbers every event; `version` is what a caller sees and rises with every
 * changed response, save, choice or dismissal, not with `viewed`; `publishedThrough` is the last sequence published.
 */
export interface Session extends SessionAddress, Journal {
  userId: string | null;
  /** ISO 8601, UTC. */
  startedAt: string;
  responses: Responses;
  feedback: GivenFeedback[];
  /** The highest activation the session was answered with: an instance behind it loads first. */
  activation: number;
  /** UTF-8 bytes of `events` as JSON without the brackets; kept so that a write need not measure the whole journal. */
  journalBytes: number;
  /** The last repeatable requests, the newest last. */
  idempotency: RememberedRequest[];
  /** The request that started the session, when it may be repeated: never forgotten, as the id is derived from it. */
  startedBy?: { digest: string; version: number };
}

/** What stays of an erased session until it expires: that it was erased, so that everyone behind the events learns it. */
export interface ErasedSession extends SessionAddress, Journal {
  erased: true;
}

export type SessionDocument = Session | ErasedSession;

interface SessionAddress {
  sessionId: string;
  tenantId: string;
  catalogId: string;
  /** Milliseconds since 1970. */
  expiresAtMs: number;
}

interface Journal extends OutboxFields {
  version: number;
  sequence: number;
  events: SessionEvent[];
  publishedThrough: number;
}

/** Both absent when every event is published, so that an index over them holds only what is due. */
export interface OutboxFields {
  /** Hash of the session's key, 0 to 63. */
  outboxBucket?: number;
  /** When the oldest unpublished event was recorded; milliseconds since 1970. */
  unpublishedSince?: number;
}

export type SessionEvent = SessionStarted | ResponseRecorded | FeedbackGiven | SessionErased;

interface EventFields {
  sequence: number;
  /** The session's version after this event. */
  version: number;
  /** ISO 8601, UTC. */
  at: string;
  /** W3C trace context of the request that caused it. */
  traceparent: string;
}

export interface SessionStarted extends EventFields {
  type: 'session.started';
}

export interface ResponseRecorded extends EventFields {
  type: 'response.recorded';
  questionId: string;
  /** null: the response was removed. */
  answer: Answer;
}

export interface FeedbackGiven extends EventFields {
  type: 'feedback.given';
  feedback: Feedback;
}

export interface SessionErased extends EventFields {
  type: 'session.erased';
}

export const FEEDBACK_TYPES = ['viewed', 'saved', 'chosen', 'dismissed'] as const;

export interface Feedback {
  type: (typeof FEEDBACK_TYPES)[number];
  planId: string;
}

export type GivenFeedback = Feedback & { at: string };

/** The status and version a repeatable request was answered with. */
export interface RememberedRequest {
  key: string;
  digest: string;
  status: number;
  version: number;
}

export const SESSION_LIMITS = {
  events: 500,
  /** UTF-8 bytes of the document as JSON. */
  documentBytes: 128 * 1024,
  rememberedRequests: 20,
  /** An erased session stays at least this long, so that its last event is published. */
  tombstoneMs: 7 * 24 * 60 * 60 * 1000,
} as const;

export function isErased(document: SessionDocument): document is ErasedSession {
  return 'erased' in document;
}
