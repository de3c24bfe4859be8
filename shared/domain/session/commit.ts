import type { Responses } from '../engine/schema.ts';
import { decideResponses, type Occasion } from './decide.ts';
import { evolve, type SessionChange } from './evolve.ts';
import { outboxFields } from './outbox.ts';
import {
  SESSION_LIMITS,
  type ErasedSession,
  type RememberedRequest,
  type Session,
  type SessionEvent,
} from './session.ts';

export type CommitOutcome =
  | { outcome: 'committed'; session: Session }
  /** The session would hold more than it may: nothing is recorded. */
  | { outcome: 'full' };

export interface NewSession {
  sessionId: string;
  tenantId: string;
  catalogId: string;
  userId: string | null;
  expiresAtMs: number;
  /** Activation of the catalogue the session starts on. */
  activation: number;
  responses: Readonly<Responses>;
  /** Digest of the starting request, when it may be repeated. */
  digest?: string;
}

/** A session with its first event, at version 0, and its first responses, each of which raises the version by one. */
export function startSession(start: NewSession, occasion: Occasion): CommitOutcome {
  const { responses, digest, ...fields } = start;
  const startedAt = new Date(occasion.nowMs).toISOString();
  const empty: Session = {
    ...fields,
    startedAt,
    version: 0,
    sequence: 1,
    responses: {},
    feedback: [],
    events: [],
    journalBytes: 0,
    publishedThrough: 0,
    idempotency: [],
  };
  const started: SessionEvent = {
    type: 'session.started',
    sequence: 1,
    version: 0,
    at: startedAt,
    traceparent: occasion.traceparent,
  };
  const decision = decideResponses(empty, { changes: responses }, occasion);
  const changes = decision.outcome === 'accepted' ? decision.events : [];
  const state = changes.reduce(evolve<Session>, empty);
  const startedBy = digest === undefined ? {} : { startedBy: { digest, version: state.version } };
  return withinLimits(appended({ ...state, ...startedBy }, [started, ...changes], occasion));
}

/** Adds accepted events and what goes with them, when the session has room. */
export function commit(
  session: Session,
  change: { events: readonly SessionChange[]; activation?: number; request?: Omit<RememberedRequest, 'version'> },
  occasion: Occasion,
): CommitOutcome {
  const state = change.events.reduce(evolve<Session>, session);
  const remembered = change.request === undefined ? [] : [{ ...change.request, version: state.version }];
  const next: Session = {
    ...state,
    activation: Math.max(session.activation, change.activation ?? 0),
    idempotency: [...session.idempotency, ...remembered].slice(-SESSION_LIMITS.rememberedRequests),
  };
  return withinLimits(appended(next, change.events, occasion));
}

/** Answers, feedback, journal and user label are gone with this write; only the erasure stays to be published. */
export function eraseSession(session: Session, occasion: Occasion): ErasedSession {
  const { sessionId, tenantId, catalogId, version } = session;
  const sequence = session.sequence + 1;
  const at = new Date(occasion.nowMs).toISOString();
  const journal = { sequence, publishedThrough: session.sequence };
  return {
    sessionId,
    tenantId,
    catalogId,
    expiresAtMs: Math.max(session.expiresAtMs, occasion.nowMs + SESSION_LIMITS.tombstoneMs),
    version,
    ...journal,
    events: [{ type: 'session.erased', sequence, version, at, traceparent: occasion.traceparent }],
    ...outboxFields({ tenantId, sessionId, ...journal }, occasion.nowMs),
    erased: true,
  };
}

function appended(state: Session, added: readonly SessionEvent[], occasion: Occasion): Session {
  if (added.length === 0) return state;
  const separators = added.length - (state.events.length === 0 ? 1 : 0);
  const addedBytes = added.reduce((bytes, event) => bytes + jsonBytes(event), separators);
  return {
    ...state,
    events: [...state.events, ...added],
    journalBytes: state.journalBytes + addedBytes,
    ...outboxFields(state, occasion.nowMs),
  };
}

function withinLimits(session: Session): CommitOutcome {
  const tooMany = session.events.length > SESSION_LIMITS.events;
  return tooMany || documentBytes(session) > SESSION_LIMITS.documentBytes
    ? { outcome: 'full' }
    : { outcome: 'committed', session };
}

/** UTF-8 bytes of the whole document as JSON. */
export function documentBytes(session: Session): number {
  return jsonBytes({ ...session, events: [] }) + session.journalBytes;
}

function jsonBytes(value: object): number {
  return Buffer.byteLength(JSON.stringify(value));
}
