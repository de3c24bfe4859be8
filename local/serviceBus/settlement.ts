import { setImmediate } from 'node:timers/promises';
import { messages, type Delivery } from './amqp.ts';
import { notSupported, toFault } from './fault.ts';
import type { Properties, Queue } from './queue.ts';

/** What a client makes of a message that it holds. */
export type Disposition = 'accepted' | 'rejected' | 'released' | 'modified';

/**
 * Of two deliveries that follow each other and are settled in one turn of the event loop, rhea tells the outcome of the first
 * for both. What is not accepted therefore waits for a turn in which nothing else is settled.
 */
export const turnOfItsOwn = (): Promise<void> => setImmediate();

/** The properties that have a value. */
export function propertiesIn(map: Readonly<Record<string, unknown>> | null | undefined): Properties {
  return new Map(Object.entries(map ?? {}).filter(([, value]) => value !== null && value !== undefined));
}

async function apply(queue: Queue, token: string, disposition: Disposition, delivery: Delivery): Promise<unknown> {
  const { error, undeliverable_here: isDeferred, message_annotations: changed } = delivery.remote_state ?? {};
  switch (disposition) {
    case 'accepted':
      await queue.complete(token);
      return messages.accepted().described();
    case 'rejected':
      await queue.deadLetter(token, propertiesIn(error?.info));
      return messages.accepted().described();
    case 'released':
    case 'modified':
      if (isDeferred === true) throw notSupported('deferred messages');
      await queue.abandon(token, propertiesIn(changed));
      return messages.accepted().described();
  }
}

/** Does what the client asked for and tells it so, or why not; never rejects. */
export async function settle(queue: Queue, token: string, disposition: Disposition, delivery: Delivery): Promise<void> {
  let state: unknown;
  try {
    state = await apply(queue, token, disposition, delivery);
  } catch (thrown) {
    const { condition, message: description } = toFault(thrown);
    state = messages.rejected({ error: { condition, description } }).described();
    await turnOfItsOwn();
  }
  delivery.update(true, state);
  // The client says nothing more about this delivery. Until told so, rhea keeps it, and stops at 2,048 of them.
  delivery.remote_settled = true;
}
