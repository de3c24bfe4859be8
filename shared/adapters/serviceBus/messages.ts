import type { ServiceBusMessage, ServiceBusReceivedMessage } from '@azure/service-bus';
import { asPublished } from '../../messaging/cloudEvents.ts';
import type { Aside, MessageAside, OutgoingMessage } from '../../ports/messageQueues.ts';

/** What the broker writes on a message that it makes dead. */
const DEATH_PROPERTIES = ['DeadLetterReason', 'DeadLetterErrorDescription'];
/** What a consumer writes on a message that it refuses. */
const REFUSAL_PROPERTIES = ['reason', 'description', 'attempt'];

export function toMessage({ body, messageId, properties, notBeforeMs }: OutgoingMessage): ServiceBusMessage {
  return {
    // As bytes: the SDK would write a text once more as JSON.
    body: Buffer.from(body),
    contentType: 'application/json',
    messageId,
    applicationProperties: properties,
    ...(notBeforeMs !== undefined && { scheduledEnqueueTimeUtc: new Date(notBeforeMs) }),
  };
}

/** The message as it was before it went aside. */
export function toRedriven(received: ServiceBusReceivedMessage): ServiceBusMessage {
  const { contentType, messageId, correlationId, subject, applicationProperties = {} } = received;
  const aside = [...DEATH_PROPERTIES, ...REFUSAL_PROPERTIES];
  return {
    body: Buffer.from(asPublished(toText(received.body))),
    applicationProperties: Object.fromEntries(
      Object.entries(applicationProperties).filter(([name]) => !aside.includes(name)),
    ),
    ...(contentType !== undefined && { contentType }),
    ...(messageId !== undefined && { messageId }),
    ...(correlationId !== undefined && { correlationId }),
    ...(subject !== undefined && { subject }),
  };
}

export function toMessageAside({ queue, kind }: Aside, received: ServiceBusReceivedMessage): MessageAside {
  const { deadLetterReason, deadLetterErrorDescription, applicationProperties = {} } = received;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return {
    queue,
    kind,
    sequenceNumber: sequenceNumberOf(received),
    messageId: String(received.messageId ?? ''),
    body: toText(received.body),
    reason: deadLetterReason ?? text(applicationProperties.reason),
    description: deadLetterErrorDescription ?? text(applicationProperties.description),
    deliveryCount: received.deliveryCount ?? 0,
    enqueuedAt: received.enqueuedTimeUtc!.toISOString(),
  };
}

export function sequenceNumberOf({ sequenceNumber }: ServiceBusReceivedMessage): string {
  return sequenceNumber!.toString();
}

/** Bytes, unless a sender used one of the other kinds of body that AMQP has. */
function toText(body: unknown): string {
  if (Buffer.isBuffer(body)) return body.toString();
  return typeof body === 'string' ? body : JSON.stringify(body);
}
