import type { Delivery, EventContext, Receiver, Sender } from './amqp.ts';
import { checkSize, readIncoming, unpackBatch } from './amqpMessage.ts';
import { toFault } from './fault.ts';
import { toDeliveryTag } from './lockToken.ts';
import { messages } from './amqp.ts';
import type { Queue, QueueReceiver } from './queue.ts';
import { settle, turnOfItsOwn, type Disposition } from './settlement.ts';

const DISPOSITIONS: readonly Disposition[] = ['accepted', 'rejected', 'released', 'modified'];

/** Delivers messages of the queue to the client behind the link, and does with them what it says. */
export function serveReceivingClient(sender: Sender, queue: Queue): QueueReceiver {
  const tokens = new WeakMap<Delivery, string>();
  const receiver: QueueReceiver = {
    credit() {
      if (!sender.is_open()) return 0;
      const { outgoing } = sender.session;
      // rhea counts a message against the credit only when it leaves.
      const unsent = outgoing.next_delivery_id - outgoing.next_pending_delivery;
      return Math.min(sender.credit - unsent, outgoing.available());
    },
    deliver({ token }, bytes) {
      tokens.set(sender.send(bytes, toDeliveryTag(token), 0), token);
    },
  };
  for (const disposition of DISPOSITIONS) {
    sender.on(disposition, ({ delivery }) => {
      const token = delivery && tokens.get(delivery);
      if (token !== undefined) void settle(queue, token, disposition, delivery!);
    });
  }
  sender.on('sendable', () => queue.dispatch());
  sender.on('sender_draining', () => {
    queue.dispatch();
    sender.set_drained(true);
  });
  queue.addReceiver(receiver);
  return receiver;
}

/** Stores what the client behind the link sends; each transfer is accepted once it is on disk. */
export function serveSendingClient(receiver: Receiver, queue: Queue): void {
  async function store({ message, delivery }: EventContext): Promise<void> {
    try {
      const bytes = Buffer.isBuffer(message) ? message : messages.encode(message!);
      checkSize(bytes);
      const packed = delivery!.format === 0 ? [bytes] : unpackBatch(bytes);
      await queue.send(packed.map((single) => readIncoming(single)));
      if (receiver.is_open()) delivery!.accept();
    } catch (thrown) {
      const { condition, message: description } = toFault(thrown);
      await turnOfItsOwn();
      if (receiver.is_open()) delivery!.reject({ condition, description });
    }
  }
  receiver.on('message', (context) => void store(context));
}
