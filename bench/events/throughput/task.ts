/** A number of small events, sent and received as fast as it goes. */
export interface ThroughputTask {
  events: number;
  /** Events in one call of whoever sends, and at most so many in one of whoever receives. */
  batch: number;
  /** Calls of the sender under way at once. */
  senders: number;
}

export interface ShortlistTask extends ThroughputTask {
  /** For the journal of the topic and the messages of the broker. */
  directory: string;
}

export interface BullmqTask extends ThroughputTask {
  redisUrl: string;
  /** Jobs of the worker under way at once. */
  concurrency: number;
}

export interface ThroughputResult {
  /** From the first call of the sender to the last event that was done with. */
  perSecond: number;
  /** Of different events; all, if nothing was lost. */
  arrived: number;
  /** Times an event came once more. */
  repeated: number;
}

/** As much as an event of ours says. */
export const payloadOf = (sequence: number) => ({
  tenantId: 'default',
  catalogId: 'ai-models',
  session: `session-${sequence}`,
  sequence,
  version: 1,
});

export type Payload = ReturnType<typeof payloadOf>;

/** Events that are done with, told apart by their sequence. */
export function createArrivals(events: number) {
  const seen = new Set<number>();
  const all = Promise.withResolvers<undefined>();
  let repeated = 0;
  return {
    add({ sequence }: Payload): void {
      if (seen.has(sequence)) repeated += 1;
      seen.add(sequence);
      if (seen.size === events) all.resolve(undefined);
    },
    missing: () => events - seen.size,
    /** Resolves with the last one. */
    all: all.promise,
    toResult: (startedMs: number): ThroughputResult => ({
      perSecond: (seen.size / (performance.now() - startedMs)) * 1_000,
      arrived: seen.size,
      repeated,
    }),
  };
}

/** Calls `send` with batches of payloads, a few at once. */
export async function sendAll(
  { events, batch, senders }: ThroughputTask,
  send: (payloads: Payload[]) => Promise<unknown>,
): Promise<void> {
  let sent = 0;
  const sendSome = async (): Promise<void> => {
    while (sent < events) {
      const first = sent;
      sent = Math.min(events, sent + batch);
      await send(Array.from({ length: sent - first }, (_, place) => payloadOf(first + place)));
    }
  };
  await Promise.all(Array.from({ length: senders }, sendSome));
}
