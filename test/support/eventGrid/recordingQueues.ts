import type { Deliver, DeliveredMessage } from '../../../local/eventGrid/topic.ts';

export interface Received {
  queue: string;
  message: DeliveredMessage;
  event: { id: string; [attribute: string]: unknown };
}

export interface RecordingQueues {
  deliver: Deliver;
  /** What was taken, in order. */
  readonly received: readonly Received[];
  /** Attempts, those included that were not taken. */
  readonly attempts: readonly Received[];
  /** Called with each message before it is taken; what it throws is how the attempt fails. */
  before: (received: Received) => Promise<void> | void;
  /** Resolves once this many messages were taken since the start. */
  taken(count: number): Promise<void>;
  /** Resolves once this many attempts have ended, either way. */
  attempted(count: number): Promise<void>;
}

/** Stands for the broker behind a topic: takes messages and keeps them. */
export function createRecordingQueues(): RecordingQueues {
  const waiting = new Set<{ isReached: () => boolean; resolve: () => void }>();
  const received: Received[] = [];
  const attempts: Received[] = [];

  function tell(): void {
    for (const one of waiting) {
      if (!one.isReached()) continue;
      waiting.delete(one);
      one.resolve();
    }
  }
  const reached = (isReached: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      waiting.add({ isReached, resolve });
      tell();
    });

  const queues: RecordingQueues = {
    received,
    attempts,
    before: () => undefined,
    async deliver(queue, message) {
      const one = { queue, message, event: JSON.parse(message.body) as Received['event'] };
      try {
        await queues.before(one);
        received.push(one);
      } finally {
        attempts.push(one);
        tell();
      }
    },
    taken: (count) => reached(() => received.length >= count),
    attempted: (count) => reached(() => attempts.length >= count),
  };
  return queues;
}
