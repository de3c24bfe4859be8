import type { Delivery } from '../journal/eventJournal.ts';

/** What a queue gets: the message that the platform would put there. */
export interface DeliveredMessage {
  /** The CloudEvent, JSON text. */
  readonly body: string;
  readonly contentType: string;
  readonly messageId: string;
  readonly applicationProperties: Readonly<Record<string, string>>;
}

export function toMessage({ event, messageId, subscription, attempts }: Delivery): DeliveredMessage {
  return {
    body: event.body,
    contentType: 'application/cloudevents+json; charset=utf-8',
    messageId,
    applicationProperties: {
      'aeg-subscription-name': subscription,
      // Attempts before this one.
      'aeg-delivery-count': String(attempts),
      'aeg-event-type': 'Notification',
      // Of CloudEvents; its data has no version.
      'aeg-metadata-version': '1.0',
      'aeg-data-version': '',
      'aeg-output-event-id': messageId,
    },
  };
}
