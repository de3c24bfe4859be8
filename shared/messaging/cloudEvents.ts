import {
  SESSION_NOTICES,
  type CatalogNotice,
  type SessionNotice,
  type ShortlistEvent,
} from '../domain/events/event.ts';
import { isTraceparent } from './traceContext.ts';

/** CloudEvents 1.0, JSON format, as far as our own events use it. */
export interface CloudEvent {
  specversion: '1.0';
  /** Within `source` no two events have the same one, and the same event has it each time. */
  id: string;
  source: string;
  type: string;
  subject: string;
  /** RFC 3339. */
  time: string;
  datacontenttype: 'application/json';
  /** The distributed tracing extension. */
  traceparent: string;
  data: EventData;
}

/**
 * No field may be named like a system property of a queue's message (`sessionId`, `messageId`, `subject`,
 * `deliveryCount`, ...): a trigger mixes both.
 */
export interface EventData {
  tenantId: string;
  catalogId: string;
  session?: string;
  sequence: number;
  version: number;
  activation?: number;
}

export type ReceivedEvent = { outcome: 'event'; event: ShortlistEvent } | { outcome: 'malformed'; reason: string };

const TYPE = /^shortlist\.(.+)\.v1$/;

export function toCloudEvent(event: ShortlistEvent): CloudEvent {
  const { type, tenantId, catalogId, sequence, version, at, traceparent } = event;
  return {
    specversion: '1.0',
    id: eventId(event),
    source: `/tenants/${escaped(tenantId)}`,
    type: `shortlist.${type}.v1`,
    subject: isSessionNotice(event) ? `sessions/${escaped(event.sessionId)}` : `catalogs/${escaped(catalogId)}`,
    time: at,
    datacontenttype: 'application/json',
    traceparent,
    data: {
      tenantId,
      catalogId,
      ...(isSessionNotice(event) && { session: event.sessionId }),
      sequence,
      version,
      ...(!isSessionNotice(event) && { activation: event.activation }),
    },
  };
}

/**
 * What a queue brought, parsed. Fields that are not ours are passed over: a later version of the sender may add some.
 *
 * @param value the whole CloudEvent; a trigger's metadata is not to be trusted for any part of it
 */
export function fromCloudEvent(value: unknown): ReceivedEvent {
  if (!isObject(value)) return malformed('it is no object');
  const { specversion, type, time, traceparent, data } = value;
  if (specversion !== '1.0') return malformed('it is no CloudEvent of version 1.0');
  const noticeType = typeof type === 'string' ? TYPE.exec(type)?.[1] : undefined;
  if (noticeType === undefined || !isNoticeType(noticeType)) return malformed('its type is not known');
  const atMs = typeof time === 'string' ? Date.parse(time) : NaN;
  if (Number.isNaN(atMs)) return malformed('its time is none');
  if (typeof traceparent !== 'string' || !isTraceparent(traceparent)) return malformed('its traceparent is not valid');
  if (!isObject(data)) return malformed('its data is no object');
  const { tenantId, catalogId, session, sequence, version, activation } = data;
  if (typeof tenantId !== 'string') return malformed('data.tenantId is no text');
  if (typeof catalogId !== 'string') return malformed('data.catalogId is no text');
  if (!isCount(sequence)) return malformed('data.sequence is no count');
  if (!isCount(version)) return malformed('data.version is no count');
  const common = { tenantId, catalogId, sequence, version, at: new Date(atMs).toISOString(), traceparent };
  if (noticeType === 'catalog.activated') {
    if (!isCount(activation)) return malformed('data.activation is no count');
    return { outcome: 'event', event: { type: noticeType, ...common, activation } };
  }
  if (typeof session !== 'string') return malformed('data.session is no text');
  return { outcome: 'event', event: { type: noticeType, ...common, sessionId: session } };
}

/**
 * Which copy of itself an event is, made by a consumer that could not do it yet: an extension attribute, because a
 * copy has nothing else that comes back with it. 0 for the event as published.
 *
 * @param value the CloudEvent, parsed
 */
export function attemptOf(value: unknown): number {
  return isObject(value) && isCount(value.attempt) ? value.attempt : 0;
}

/** The JSON text of the same CloudEvent as copy number `attempt`, of which `failures` after a failure. */
export function withAttempt(cloudEventJson: string, attempt: number, failures = 0): string {
  const event = JSON.parse(asPublished(cloudEventJson)) as CloudEvent;
  return JSON.stringify({ ...event, attempt, ...(failures > 0 && { failures }) });
}

/** How many of the copies were made because of a failure nobody expected. */
export function failuresOf(value: unknown): number {
  return isObject(value) && isCount(value.failures) ? value.failures : 0;
}

/** The JSON text of a message as it was before any copy was made of it; what is no JSON object stays as it is. */
export function asPublished(json: string): string {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return json;
  }
  if (!isObject(value) || (value.attempt === undefined && value.failures === undefined)) return json;
  const published = { ...value };
  delete published.attempt;
  delete published.failures;
  return JSON.stringify(published);
}

/** The id of a message's event, or something in its place. */
export function idOf(value: unknown): string {
  return isObject(value) && typeof value.id === 'string' && value.id !== '' ? value.id : 'none';
}

/** What the text of a message is about; null where that cannot be read. */
export function readableEvent(body: string): { id: string; type: string; subject: string } | null {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  const { id, type, subject } = value;
  if (typeof id !== 'string' || typeof type !== 'string' || typeof subject !== 'string') return null;
  return { id, type, subject };
}

const malformed = (reason: string): ReceivedEvent => ({ outcome: 'malformed', reason });
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isSessionNotice = (event: ShortlistEvent): event is SessionNotice => event.type !== 'catalog.activated';
const isNoticeType = (text: string): text is ShortlistEvent['type'] =>
  text === ('catalog.activated' satisfies CatalogNotice['type']) ||
  (SESSION_NOTICES as readonly string[]).includes(text);

/**
 * Aggregate and sequence. An escaped part has neither `:` nor `|`, so the three forms never meet, nor do two
 * aggregates. Updates of recommendations are numbered apart from the session's own events.
 */
function eventId(event: ShortlistEvent): string {
  if (!isSessionNotice(event)) return `${escaped(event.tenantId)}|${escaped(event.catalogId)}:${event.sequence}`;
  const prefix = event.type === 'recommendation.updated' ? 'recommendation:' : '';
  return `${prefix}${escaped(event.sessionId)}:${event.sequence}`;
}

/**
 * Percent-encoded, different for different texts: half of a surrogate pair, which UTF-8 does not have, as if it had
 * it.
 */
function escaped(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : Array.from(text, escapedCharacter).join('');
}

function escapedCharacter(character: string): string {
  if (character.isWellFormed()) return encodeURIComponent(character);
  const unit = character.charCodeAt(0);
  const bytes = [0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)];
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase()}`).join('');
}
