import { createAccessClaims, type AccessKey } from './accessClaims.ts';
import type { AmqpMessage, EventContext, Receiver, Sender } from './amqp.ts';
import { Fault, noSuchQueue, notSupported, toFault } from './fault.ts';
import { answerManagement } from './management.ts';
import { isDeadLetterKey, toQueueKey } from './queueDefinition.ts';
import type { Queue, QueueReceiver } from './queue.ts';
import { serveReceivingClient, serveSendingClient } from './queueLinks.ts';

/** What one connection of a client has opened and may use. */
export interface ClientConnection {
  /** A link through which the client receives. */
  openSender(sender: Sender): void;
  /** A link through which the client sends. */
  openReceiver(receiver: Receiver): void;
  closeSender(sender: Sender): void;
  /** Forgets its links, so that no message goes to a connection that is gone. */
  drop(): void;
}

interface Node {
  readonly queue: Queue;
  readonly isManagement: boolean;
}

const CLAIMS_NODE = '$cbs';
const MANAGEMENT_SUFFIX = '/$management';
const SETTLED_WHEN_SENT = 1;
const SESSION_FILTER = 'com.microsoft:session-filter';

/** An attach without source or target, followed by a detach: how the protocol refuses a link. */
function refuse(link: Sender | Receiver, thrown: unknown): void {
  const { condition, message: description } = toFault(thrown);
  link.close({ condition, description });
}

function accept(link: Sender | Receiver): void {
  link.set_source({ address: link.source?.address ?? '' });
  link.set_target({ address: link.target?.address ?? '' });
}

export function createClientConnection(queues: ReadonlyMap<string, Queue>, access: AccessKey): ClientConnection {
  const claims = createAccessClaims(access);
  /** By link name, which is what requests give as the address to reply to. */
  const replyLinks = new Map<string, Sender>();
  const receivers = new Map<Sender, { queue: Queue; receiver: QueueReceiver }>();

  function findNode(address: string): Node {
    const path = toQueueKey(address);
    if (!claims.allows(path)) {
      throw new Fault('amqp:unauthorized-access', `Unauthorized access to '${address}': no valid claim covers it.`);
    }
    const isManagement = path.endsWith(MANAGEMENT_SUFFIX);
    const queue = queues.get(isManagement ? path.slice(0, -MANAGEMENT_SUFFIX.length) : path);
    if (!queue) throw noSuchQueue(address);
    return { queue, isManagement };
  }

  function putToken(request: AmqpMessage): AmqpMessage {
    const { name, type } = request.application_properties ?? {};
    const isPresented =
      type === 'servicebus.windows.net:sastoken' && claims.present(String(name), String(request.body));
    const [code, description] = isPresented
      ? [202, 'Accepted']
      : [401, 'InvalidSignature: the token is expired or was not made with the key of this broker.'];
    return { application_properties: { 'status-code': code, 'status-description': description } };
  }

  /** Takes requests through `receiver` and sends what `answer` makes of them to where they want it. */
  function serveRequests(
    receiver: Receiver,
    answer: (request: AmqpMessage) => AmqpMessage | Promise<AmqpMessage>,
  ): void {
    async function reply({ message, delivery }: EventContext): Promise<void> {
      const request = message as AmqpMessage;
      delivery!.accept();
      const answered = await answer(request);
      const link = replyLinks.get(request.reply_to ?? '');
      if (link?.is_open()) link.send({ ...answered, correlation_id: request.message_id });
    }
    receiver.on('message', (context) => void reply(context));
  }

  return {
    openSender(sender) {
      try {
        const address = sender.source?.address ?? '';
        if (address === CLAIMS_NODE) {
          accept(sender);
          replyLinks.set(sender.name, sender);
          return;
        }
        const { queue, isManagement } = findNode(address);
        if (sender.source?.filter && SESSION_FILTER in sender.source.filter) throw notSupported('sessions');
        if (!isManagement && sender.snd_settle_mode === SETTLED_WHEN_SENT) throw notSupported('receiveAndDelete');
        accept(sender);
        if (isManagement) replyLinks.set(sender.name, sender);
        else receivers.set(sender, { queue, receiver: serveReceivingClient(sender, queue) });
      } catch (thrown) {
        refuse(sender, thrown);
      }
    },
    openReceiver(receiver) {
      try {
        if (!receiver.target) throw notSupported('transactions');
        const address = receiver.target.address ?? '';
        if (address === CLAIMS_NODE) {
          accept(receiver);
          serveRequests(receiver, putToken);
          return;
        }
        const { queue, isManagement } = findNode(address);
        if (!isManagement && isDeadLetterKey(queue.key)) {
          throw new Fault('amqp:not-allowed', 'Nothing can be sent to a dead-letter queue.');
        }
        accept(receiver);
        if (isManagement) serveRequests(receiver, (request) => answerManagement(queue, request));
        else serveSendingClient(receiver, queue);
      } catch (thrown) {
        refuse(receiver, thrown);
      }
    },
    closeSender(sender) {
      replyLinks.delete(sender.name);
      const held = receivers.get(sender);
      receivers.delete(sender);
      held?.queue.removeReceiver(held.receiver);
    },
    drop() {
      for (const { queue, receiver } of receivers.values()) queue.removeReceiver(receiver);
      receivers.clear();
      replyLinks.clear();
    },
  };
}
