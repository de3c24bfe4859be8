/**
 * The way of every event, declared once: one topic, one queue for each consumer, one subscription for each queue. The local
 * services are started from it, the triggers name its queues, and the deployment is compared with it.
 */
export interface Topology {
  topic: string;
  queues: readonly QueueDefinition[];
  subscriptions: readonly SubscriptionDefinition[];
}

export interface QueueDefinition {
  name: string;
  /** How long a message is its receiver's before others get it. The platform's longest is 5 minutes. */
  lockSeconds: number;
  /** Deliveries after which a message is dead. */
  maxDeliveryCount: number;
  timeToLiveDays: number;
}

export interface SubscriptionDefinition {
  name: string;
  queue: string;
  /** CloudEvents types. */
  eventTypes: readonly string[];
  /** Deliveries after which an event is written to the dead-letter container; the platform takes 1 to 30. */
  maxDeliveryAttempts: number;
  timeToLiveMinutes: number;
}

/** Consumers, each with a queue of its name. */
export const CONSUMERS = ['precompute', 'report', 'facts'] as const;
export type Consumer = (typeof CONSUMERS)[number];

/** Where a consumer puts what it can never do. */
export const rejectedQueue = (queue: string): string => `${queue}-rejected`;

const queue = (name: string): QueueDefinition => ({
  name,
  lockSeconds: 300,
  maxDeliveryCount: 10,
  timeToLiveDays: 14,
});

/**
 * Nobody consumes the rejected, so that none of them may become dead; but whenever an operator sends back one, those before
 * it are delivered too and given back. The platform's largest.
 */
const rejected = (name: string): QueueDefinition => ({ ...queue(rejectedQueue(name)), maxDeliveryCount: 2_000 });

const subscription = (name: Consumer, eventTypes: readonly string[]): SubscriptionDefinition => ({
  name,
  queue: name,
  eventTypes,
  maxDeliveryAttempts: 30,
  timeToLiveMinutes: 1_440,
});

const SESSION_CHANGES = [
  'shortlist.session.started.v1',
  'shortlist.response.recorded.v1',
  'shortlist.feedback.given.v1',
  'shortlist.session.erased.v1',
];

export const topology: Topology = {
  topic: 'shortlist-events',
  queues: CONSUMERS.flatMap((name) => [queue(name), rejected(name)]),
  subscriptions: [
    subscription('precompute', [...SESSION_CHANGES, 'shortlist.catalog.activated.v1']),
    subscription('report', SESSION_CHANGES),
    subscription('facts', SESSION_CHANGES),
  ],
};
