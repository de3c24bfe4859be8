import { randomUUID } from 'node:crypto';
import { types, type Typed } from './amqp.ts';
import { Fault } from './fault.ts';

/**
 * A message in bytes is a row of sections, in this order. The broker owns the first three, which it writes anew for each
 * delivery; the rest is kept as its sender encoded it.
 */
const SECTION = {
  header: 0x70,
  deliveryAnnotations: 0x71,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
  data: 0x75,
} as const;

const SCHEDULED_TIME = 'x-opt-scheduled-enqueue-time';
const MESSAGE_STATE = { active: 0, scheduled: 2 } as const;

/** Of one message, and of one batch on its way in: what the standard tier takes. */
export const MAX_MESSAGE_BYTES = 262_144;

interface Section {
  readonly code: number;
  readonly typed: Typed;
  readonly start: number;
  readonly end: number;
}

/** A message on its way in. */
export interface IncomingMessage {
  /** The sender's annotations, if any, and everything behind them. */
  readonly content: Buffer;
  /** What the sender asked for. */
  readonly timeToLiveMs: number | undefined;
  /** Milliseconds since 1970; undefined: at once. */
  readonly scheduledFor: number | undefined;
}

/** What the broker knows of a stored message. Times in milliseconds since 1970. */
export interface MessageFacts {
  readonly sequence: number;
  readonly deliveryCount: number;
  readonly enqueuedAt: number;
  readonly expiresAt: number;
}

function* sectionsOf(bytes: Buffer): Generator<Section> {
  const reader = new types.Reader(bytes);
  while (reader.remaining() > 0) {
    const start = reader.position;
    const typed = reader.read();
    yield { code: Number(typed.descriptor?.value), typed, start, end: reader.position };
  }
}

function encodeSection(code: number, value: Typed): Buffer {
  const writer = new types.Writer();
  writer.write(types.described(types.wrap_ulong(code), value));
  return writer.toBuffer();
}

/** Keys and values in turn. */
const entriesOf = (section: Section | undefined): Typed[] => (section ? [...(section.typed.value as Typed[])] : []);

function valueOf(entries: readonly Typed[], key: string): unknown {
  const index = entries.findIndex((typed, position) => position % 2 === 0 && typed.value === key);
  return index < 0 ? undefined : entries[index + 1]?.value;
}

/** The entries, those with the keys of `replacing` left out, and then `replacing`. */
function merge(entries: readonly Typed[], replacing: ReadonlyMap<string, Typed>, toKey: (key: string) => Typed): Typed {
  const merged: Typed[] = [];
  for (let index = 0; index + 1 < entries.length; index += 2) {
    const [key, value] = [entries[index]!, entries[index + 1]!];
    if (!replacing.has(String(key.value))) merged.push(key, value);
  }
  for (const [key, value] of replacing) merged.push(toKey(key), value);
  return types.Map32(merged);
}

/** The properties with a message id, without which the client library cannot renew a lock; undefined: they have one. */
function withMessageId(properties: Section | undefined): Buffer | undefined {
  const [id, ...others] = (properties?.typed.value ?? []) as Typed[];
  if (id?.value !== undefined && id.value !== null) return undefined;
  return encodeSection(SECTION.properties, types.wrap_list([types.wrap_string(randomUUID()), ...others]));
}

export function checkSize(bytes: Buffer): void {
  if (bytes.length <= MAX_MESSAGE_BYTES) return;
  throw new Fault(
    'amqp:link:message-size-exceeded',
    `The message has ${bytes.length} bytes, more than the ${MAX_MESSAGE_BYTES} that are allowed.`,
  );
}

/** @throws {Fault} when the bytes are no message, or too many. */
export function readIncoming(bytes: Buffer): IncomingMessage {
  checkSize(bytes);
  let header: Section | undefined;
  let annotations: Section | undefined;
  let properties: Section | undefined;
  let bareStart = bytes.length;
  try {
    for (const section of sectionsOf(bytes)) {
      if (section.code === SECTION.header) header = section;
      else if (section.code === SECTION.messageAnnotations) annotations = section;
      else if (section.code >= SECTION.properties) {
        bareStart = section.start;
        if (section.code === SECTION.properties) properties = section;
        break;
      }
    }
  } catch (thrown) {
    throw new Fault('amqp:decode-error', `The message cannot be read: ${String(thrown)}`);
  }
  const rewritten = withMessageId(properties);
  const parts = [
    ...(annotations ? [bytes.subarray(annotations.start, annotations.end)] : []),
    ...(rewritten ? [rewritten, bytes.subarray(properties?.end ?? bareStart)] : [bytes.subarray(bareStart)]),
  ];
  const timeToLive = (header?.typed.value as Typed[] | undefined)?.[2]?.value;
  const scheduled = valueOf(entriesOf(annotations), SCHEDULED_TIME);
  return {
    content: Buffer.concat(parts),
    timeToLiveMs: typeof timeToLive === 'number' ? timeToLive : undefined,
    scheduledFor: scheduled instanceof Date ? scheduled.getTime() : undefined,
  };
}

/** The messages that the client library packs into one transfer of its batch format. */
export function unpackBatch(bytes: Buffer): Buffer[] {
  const packed: Buffer[] = [];
  for (const { code, typed } of sectionsOf(bytes)) if (code === SECTION.data) packed.push(typed.value as Buffer);
  return packed;
}

/** A message as a receiver gets it. `lockedUntil` is undefined, and `state` of interest, where it is only looked at. */
export function encodeOutgoing(
  content: Buffer,
  facts: MessageFacts,
  more: { readonly lockedUntil?: number; readonly state?: keyof typeof MESSAGE_STATE },
): Buffer {
  const first = sectionsOf(content).next().value as Section | undefined;
  const annotations = first?.code === SECTION.messageAnnotations ? first : undefined;
  const own = new Map<string, Typed>([
    ['x-opt-enqueued-time', types.wrap_timestamp(facts.enqueuedAt)],
    ['x-opt-sequence-number', types.wrap_long(facts.sequence)],
  ]);
  if (more.lockedUntil !== undefined) own.set('x-opt-locked-until', types.wrap_timestamp(more.lockedUntil));
  if (more.state) own.set('x-opt-message-state', types.wrap(MESSAGE_STATE[more.state]));
  const timeToLive = facts.expiresAt - facts.enqueuedAt;
  return Buffer.concat([
    encodeSection(
      SECTION.header,
      types.wrap_list([
        null,
        null,
        Number.isFinite(timeToLive) ? types.wrap_uint(Math.min(timeToLive, 0xffff_ffff)) : null,
        null,
        types.wrap_uint(facts.deliveryCount),
      ]),
    ),
    encodeSection(SECTION.messageAnnotations, merge(entriesOf(annotations), own, types.wrap_symbol)),
    content.subarray(annotations?.end ?? 0),
  ]);
}

/** The content with these application properties, over those it has. */
export function withApplicationProperties(content: Buffer, properties: ReadonlyMap<string, unknown>): Buffer {
  let present: Section | undefined;
  let insertAt = content.length;
  for (const section of sectionsOf(content)) {
    if (section.code === SECTION.applicationProperties) present = section;
    else if (section.code <= SECTION.properties) continue;
    insertAt = section.start;
    break;
  }
  const own = new Map([...properties].map(([key, value]) => [key, types.wrap(value)]));
  return Buffer.concat([
    content.subarray(0, insertAt),
    encodeSection(SECTION.applicationProperties, merge(entriesOf(present), own, types.wrap_string)),
    content.subarray(present?.end ?? insertAt),
  ]);
}
