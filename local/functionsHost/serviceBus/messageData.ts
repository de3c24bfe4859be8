import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { TypedData } from '../coreTypes.ts';
import { bodyProperties } from './bodyProperties.ts';

/** What an invocation is given: the data of its trigger and the metadata beside it. */
export interface TriggerData {
  readonly data: TypedData;
  readonly metadata: Readonly<Record<string, TypedData>>;
}

interface Options {
  readonly isBinary: boolean;
  /** Whether the app asked to have empty messages kept in a batch. */
  readonly keepEmpty: boolean;
}

type Read = (message: ServiceBusReceivedMessage) => unknown;

const iso = (time: Date | undefined): string => (time ?? new Date(0)).toISOString();
/** As .NET writes a time: no more digits than needed. */
const withoutZone = (time: Date | undefined): string => iso(time).replace(/\.?0*Z$/, '');

const texts: Readonly<Record<string, Read>> = {
  LockToken: ({ lockToken }) => lockToken,
  MessageId: ({ messageId }) => messageId,
  ContentType: ({ contentType }) => contentType,
  ReplyTo: ({ replyTo }) => replyTo,
  To: ({ to }) => to,
  Subject: ({ subject }) => subject,
  Label: ({ subject }) => subject,
  CorrelationId: ({ correlationId }) => correlationId,
  DeadLetterSource: ({ deadLetterSource }) => deadLetterSource,
  SessionId: ({ sessionId }) => sessionId,
  ReplyToSessionId: ({ replyToSessionId }) => replyToSessionId,
  PartitionKey: ({ partitionKey }) => partitionKey,
};

/** Everything that is no text travels as JSON. */
const values: Readonly<Record<string, Read>> = {
  // The platform counts the delivery that is under way, the client library those before it.
  DeliveryCount: ({ deliveryCount }) => (deliveryCount ?? 0) + 1,
  SequenceNumber: ({ sequenceNumber }) => sequenceNumber?.toNumber() ?? 0,
  EnqueuedTimeUtc: ({ enqueuedTimeUtc }) => withoutZone(enqueuedTimeUtc),
  EnqueuedTime: ({ enqueuedTimeUtc }) => `${withoutZone(enqueuedTimeUtc)}+00:00`,
  ExpiresAtUtc: ({ expiresAtUtc }) => withoutZone(expiresAtUtc),
  ExpiresAt: ({ expiresAtUtc }) => `${withoutZone(expiresAtUtc)}+00:00`,
  ApplicationProperties: ({ applicationProperties }) => applicationProperties ?? {},
  UserProperties: ({ applicationProperties }) => applicationProperties ?? {},
};

const isText = (value: unknown): boolean => value !== undefined && value !== null;
const json = (value: unknown): TypedData => ({ json: JSON.stringify(value) });

/** The receiver does not parse bodies: bytes are what nearly every sender sends. */
function bytesOf({ body }: ServiceBusReceivedMessage): Buffer {
  const content = body as unknown;
  if (Buffer.isBuffer(content)) return content;
  return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content ?? null));
}

const textOf = (message: ServiceBusReceivedMessage): string => bytesOf(message).toString('utf8');

/** One message: a property of its body replaces a system property of the same name, whatever the case of its letters. */
export function toSingleData(message: ServiceBusReceivedMessage, { isBinary }: Options): TriggerData {
  const metadata: Record<string, TypedData> = {};
  for (const [name, read] of Object.entries(texts)) {
    const value = read(message);
    if (isText(value)) metadata[name] = { string: String(value) };
  }
  for (const [name, read] of Object.entries(values)) metadata[name] = json(read(message));
  if (isBinary) return { data: { bytes: bytesOf(message) }, metadata };

  const body = textOf(message);
  const names = new Map([...Object.keys(texts), ...Object.keys(values)].map((name) => [name.toLowerCase(), name]));
  for (const [name, value] of bodyProperties(body)) metadata[names.get(name.toLowerCase()) ?? name] = value;
  return { data: { string: body }, metadata };
}

/**
 * Many messages: arrays side by side. Lists of text lose their empty entries on the way, unless the app asked to have them
 * kept, so their indexes may differ from those of the others.
 */
export function toBatchData(messages: readonly ServiceBusReceivedMessage[], options: Options): TriggerData {
  const { isBinary, keepEmpty } = options;
  const collect = (list: string[]): TypedData => ({
    collectionString: { string: keepEmpty ? list : list.filter((text) => text !== '') },
  });
  const metadata: Record<string, TypedData> = {};
  for (const [name, read] of Object.entries(texts)) {
    metadata[`${name}Array`] = collect(
      messages.map((message) => {
        const value = read(message);
        return isText(value) ? String(value) : '';
      }),
    );
  }
  for (const [name, read] of Object.entries(values)) metadata[`${name}Array`] = json(messages.map(read));
  const data = isBinary ? { collectionBytes: { bytes: messages.map(bytesOf) } } : collect(messages.map(textOf));
  return { data, metadata };
}
