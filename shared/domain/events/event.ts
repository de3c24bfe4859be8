/**
 * What happened, as others are told of it: ids and versions only, never an answer. Sessions and catalogues keep their own
 * journal; this is the notice of one entry of it.
 */
export type ShortlistEvent = SessionNotice | CatalogNotice;

interface Notice {
  tenantId: string;
  catalogId: string;
  /** Numbers the events of one aggregate; with it a repeated event is known again. */
  sequence: number;
  /** ISO 8601, UTC. */
  at: string;
  /** W3C trace context of the request that caused it. */
  traceparent: string;
}

export const SESSION_NOTICES = [
  'session.started',
  'response.recorded',
  'feedback.given',
  'session.erased',
  'recommendation.updated',
] as const;

export interface SessionNotice extends Notice {
  type: (typeof SESSION_NOTICES)[number];
  sessionId: string;
  /** The session's version after the event. */
  version: number;
}

export interface CatalogNotice extends Notice {
  type: 'catalog.activated';
  /** The version that is active now. */
  version: number;
  activation: number;
}
