import { SESSION_NOTICES, type ShortlistEvent } from '../domain/events/event.ts';

/** CloudEvents 1.0 in its JSON format, with the extension `traceparent`; `attempt` numbers the repeats of a delayed copy. */
export interface CloudEvent {
  specversion: '1.0';
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  traceparent: string;
  attempt?: number;
  datacontenttype: 'application/json';
  /** Ids and numbers. No field is named like a system property of Service Bus, which would be taken for it. */
  data: Record<string, string | number>;
}

const part = encodeURIComponent;

export function toCloudEvent(event: ShortlistEvent): CloudEvent {
  const { type, tenantId, catalogId, sequence, version, at, traceparent } = event;
  const data = { tenantId, catalogId, sequence, version };
  const [id, subject, more] =
    event.type === 'catalog.activated'
      ? [
          `${part(tenantId)}|${part(catalogId)}:${sequence}`,
          `catalogs/${part(catalogId)}`,
          { activation: event.activation },
        ]
      : [`${event.sessionId}:${sequence}`, `sessions/${event.sessionId}`, { session: event.sessionId }];
  return {
    specversion: '1.0',
    id: event.type === 'recommendation.updated' ? `recommendation:${id}` : id,
    source: `/tenants/${part(tenantId)}`,
    type: `shortlist.${type}.v1`,
    subject,
    time: at,
    traceparent,
    datacontenttype: 'application/json',
    data: { ...data, ...more },
  };
}

export type ReadCloudEvent = { outcome: 'event'; event: ShortlistEvent } | { outcome: 'malformed'; reason: string };

export function fromCloudEvent(value: unknown): ReadCloudEvent {
  const { type, time, traceparent, data } = fieldsOf(value);
  const kind = /^shortlist\.(.+)\.v1$/.exec(String(type))?.[1];
  const { tenantId, catalogId, session, sequence, version, activation } = fieldsOf(data);
  const texts = [time, traceparent, tenantId, catalogId];
  if (texts.some((text) => typeof text !== 'string') || !isCount(sequence) || !isCount(version)) {
    return { outcome: 'malformed', reason: 'it is no event of this application' };
  }
  const notice = { tenantId, catalogId, sequence, version, at: time, traceparent };
  if (kind === 'catalog.activated' && isCount(activation)) {
    return { outcome: 'event', event: { type: kind, ...notice, activation } as ShortlistEvent };
  }
  if (SESSION_NOTICES.some((known) => known === kind) && typeof session === 'string') {
    return { outcome: 'event', event: { type: kind, ...notice, sessionId: session } as ShortlistEvent };
  }
  return { outcome: 'malformed', reason: `the type ${String(type)} is not known, or its data are not complete` };
}

/** 0 for a message that is no delayed copy. */
export function attemptOf(value: unknown): number {
  const { attempt } = fieldsOf(value);
  return isCount(attempt) ? attempt : 0;
}

/** The message as JSON text, as its nth repeat. */
export const withAttempt = (value: unknown, attempt: number): string => JSON.stringify({ ...fieldsOf(value), attempt });

/** The id of a message's event, or something in its place. */
export function idOf(value: unknown): string {
  const { id } = fieldsOf(value);
  return typeof id === 'string' && id !== '' ? id : 'none';
}

/** What the text of a message is about; null where that cannot be read. */
export function readableEvent(body: string): { id: string; type: string; subject: string } | null {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return null;
  }
  const { id, type, subject } = fieldsOf(value);
  if (typeof id !== 'string' || typeof type !== 'string' || typeof subject !== 'string') return null;
  return { id, type, subject };
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
