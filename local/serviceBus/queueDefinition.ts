/** A queue as the topology declares it. Times may be fractions. */
export interface QueueDefinition {
  readonly name: string;
  /** How long a message is its receiver's before others get it. */
  readonly lockSeconds: number;
  /** Deliveries after which a message is dead. */
  readonly maxDeliveryCount: number;
  /** The longest that a message waits; its sender may ask for less. */
  readonly timeToLiveDays: number;
  /** Whether a message that waited too long goes to the dead-letter queue. Without it, it is dropped. */
  readonly deadLetterOnExpiration?: boolean;
}

const DEAD_LETTER_SUFFIX = '/$deadletterqueue';

/** Names are compared without regard to case. */
export const toQueueKey = (name: string): string => name.toLowerCase();
export const deadLetterKey = (queue: string): string => toQueueKey(queue) + DEAD_LETTER_SUFFIX;
export const isDeadLetterKey = (key: string): boolean => key.endsWith(DEAD_LETTER_SUFFIX);
