import type { SessionNotice } from '../events/event.ts';
import { outboxFields } from './outbox.ts';
import type { SessionDocument, SessionEvent } from './session.ts';

/** What of a session's journal comes after `through` and is still to be published, in order. */
export function noticesAfter(document: SessionDocument, through: number): SessionNotice[] {
  const { tenantId, catalogId, sessionId } = document;
  return document.events
    .slice(firstAfter(document.events, through))
    .map(({ type, sequence, version, at, traceparent }) => ({
      type,
      tenantId,
      catalogId,
      sessionId,
      sequence,
      version,
      at,
      traceparent,
    }));
}

/** Journals are long and what is due is at their end. */
function firstAfter(events: readonly SessionEvent[], through: number): number {
  let first = events.length;
  while (first > 0 && events[first - 1]!.sequence > through) first--;
  return first;
}

/** The document once all events up to `through` are published; since when the rest waits is not known any better. */
export function publishedThrough(document: SessionDocument, through: number): SessionDocument {
  const marked = { ...document, publishedThrough: Math.max(document.publishedThrough, through) };
  const clean = { ...marked };
  delete clean.outboxBucket;
  delete clean.unpublishedSince;
  return { ...clean, ...outboxFields(marked, 0) };
}
