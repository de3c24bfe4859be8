import type { OutboxFields } from './session.ts';

/** Relays lease buckets, never sessions; the hash spreads sessions so that no bucket is hot. */
export const OUTBOX_BUCKETS = 64;

interface Published extends OutboxFields {
  tenantId: string;
  sessionId: string;
  sequence: number;
  publishedThrough: number;
}

/** The outbox fields of a document: present while an event is unpublished, since the first such event. */
export function outboxFields(document: Published, nowMs: number): OutboxFields {
  if (document.sequence <= document.publishedThrough) return {};
  return {
    outboxBucket: outboxBucket(document.tenantId, document.sessionId),
    unpublishedSince: document.unpublishedSince ?? nowMs,
  };
}

export function outboxBucket(tenantId: string, sessionId: string): number {
  return fnv1a(`${tenantId}|${sessionId}`) % OUTBOX_BUCKETS;
}

/** 32-bit FNV-1a over UTF-16 code units: stable across versions and platforms, as stored documents depend on it. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
