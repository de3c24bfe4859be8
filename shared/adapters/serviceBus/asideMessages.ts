import type { ServiceBusReceivedMessage, ServiceBusReceiver, ServiceBusSender } from '@azure/service-bus';
import { sequenceNumberOf, toRedriven } from './messages.ts';

/** One request of the service. */
const MAX_AT_ONCE = 100;
/** Waited for a message before there are taken to be no more. */
const END_OF_QUEUE_MS = 1_000;

/** Without taking them; the receiver's client must not have peeked before. */
export async function peekOldest(receiver: ServiceBusReceiver, limit: number): Promise<ServiceBusReceivedMessage[]> {
  const found: ServiceBusReceivedMessage[] = [];
  while (found.length < limit) {
    const page = await receiver.peekMessages(Math.min(MAX_AT_ONCE, limit - found.length));
    if (page.length === 0) break;
    found.push(...page);
  }
  return found;
}

/**
 * Sends these messages and then takes them from aside. A broker hands out the oldest first, whatever is asked for: what is
 * older and not wanted is held back until the end and then given back, which counts as one delivery of it.
 *
 * @returns how many there were
 */
export async function redriveMessages(
  receiver: ServiceBusReceiver,
  sender: ServiceBusSender,
  sequenceNumbers: readonly string[],
): Promise<number> {
  const wanted = new Set(sequenceNumbers.filter((text) => /^\d+$/.test(text)));
  const last = [...wanted].map(BigInt).reduce((one, other) => (one > other ? one : other), -1n);
  const heldBack: ServiceBusReceivedMessage[] = [];
  let sent = 0;
  try {
    while (wanted.size > 0) {
      // No more than there can be: the client waits a second for the rest of what it is asked for.
      const count = Math.min(MAX_AT_ONCE, Math.max(wanted.size, heldBack.length));
      const batch = await receiver.receiveMessages(count, { maxWaitTimeInMs: END_OF_QUEUE_MS });
      if (batch.length === 0) break;
      const found = batch.filter((message) => wanted.delete(sequenceNumberOf(message)));
      heldBack.push(...batch.filter((message) => !found.includes(message)));
      sent += await moveAll(receiver, sender, found);
      if (batch.some((message) => BigInt(sequenceNumberOf(message)) >= last)) break;
    }
  } finally {
    await giveBack(receiver, heldBack);
  }
  return sent;
}

/** All at once, in their order. When one of them fails, the others are still finished. */
async function moveAll(
  receiver: ServiceBusReceiver,
  sender: ServiceBusSender,
  messages: readonly ServiceBusReceivedMessage[],
): Promise<number> {
  const moves = await Promise.allSettled(
    messages.map(async (message) => {
      await sender.sendMessages(toRedriven(message));
      await receiver.completeMessage(message);
    }),
  );
  const failed = messages.filter((_, position) => moves[position]!.status === 'rejected');
  await giveBack(receiver, failed);
  for (const move of moves) if (move.status === 'rejected') throw move.reason;
  return messages.length;
}

/** What cannot be given back comes back by itself when its lock ends. */
async function giveBack(receiver: ServiceBusReceiver, messages: readonly ServiceBusReceivedMessage[]): Promise<void> {
  await Promise.allSettled(messages.map((message) => receiver.abandonMessage(message)));
}
