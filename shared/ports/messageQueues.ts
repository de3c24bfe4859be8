/**
 * Queues of consumers, for what a consumer sends on itself: a copy for later, a copy to the rejected, and what an operator
 * does with messages that ended up aside. Receiving is the trigger's part.
 *
 * AppError `events_unavailable`: the service cannot be reached.
 */
export interface MessageQueues {
  /** Durable when it resolves. */
  send(queue: string, message: OutgoingMessage): Promise<void>;
  /** The oldest first, without taking them; at most `limit` (1 to 1,000). */
  list(aside: Aside, limit: number): Promise<MessageAside[]>;
  /**
   * Sends messages back to their queue and takes them from where they are; a message is on its queue before it is gone
   * from aside, so that it may be there twice after a crash, never lost. Gives how many were sent back.
   *
   * @param sequenceNumbers only these; absent: the oldest, at most `limit`.
   */
  redrive(aside: Aside, options: { limit: number; sequenceNumbers?: readonly string[] }): Promise<number>;
  describe(): Promise<Record<string, string | number | boolean>>;
  dispose(): Promise<void>;
}

export interface OutgoingMessage {
  /** JSON text. */
  body: string;
  /** At most 128 characters: tells a repeated one. */
  messageId: string;
  /** Shown to an operator; never read by a consumer. */
  properties: Record<string, string | number>;
  /** Since 1970: not delivered before. */
  notBeforeMs?: number;
}

/** Messages a queue's consumer could not do: refused by it, or given up by the broker after too many deliveries. */
export interface Aside {
  queue: string;
  kind: 'rejected' | 'dead';
}

export interface MessageAside extends Aside {
  /** Decimal digits; names the message within its aside. */
  sequenceNumber: string;
  messageId: string;
  body: string;
  reason: string;
  description: string;
  deliveryCount: number;
  /** ISO 8601, UTC. */
  enqueuedAt: string;
}
