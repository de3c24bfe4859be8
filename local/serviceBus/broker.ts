import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import rhea from 'rhea';
import { messages, type Connection, type EventContext } from './amqp.ts';
import { MAX_MESSAGE_BYTES, readIncoming } from './amqpMessage.ts';
import { createClientConnection, type ClientConnection } from './clientConnection.ts';
import { noSuchQueue } from './fault.ts';
import { openMessageStore, type MessageStore } from './messageStore.ts';
import { createQueue, type Queue } from './queue.ts';
import { deadLetterKey, toQueueKey, type QueueDefinition } from './queueDefinition.ts';

export interface BrokerOptions {
  /** Where messages are kept; undefined: they end with the process. */
  readonly directory: string | undefined;
  readonly queues: readonly QueueDefinition[];
  /** The shared access key that clients prove to have. */
  readonly key: string;
  /** 0: one that is free. */
  readonly port: number;
}

/** A message that does not come from a client. */
export interface EnqueuedMessage {
  readonly body: Uint8Array;
  readonly messageId?: string;
  readonly contentType?: string;
  readonly subject?: string;
  readonly applicationProperties?: Readonly<Record<string, string | number | boolean>>;
}

export interface RunningBroker {
  readonly port: number;
  /** For the client library, which turns TLS off for a connection string such as this. */
  readonly connectionString: string;
  /** Resolves when the message is on disk. */
  enqueue(queue: string, message: EnqueuedMessage): Promise<void>;
  /** Ends every connection. What was acknowledged is on disk. */
  close(): Promise<void>;
}

const HOSTNAME = '127.0.0.1';
const KEY_NAME = 'RootManageSharedAccessKey';
const MS_PER_SECOND = 1_000;
const MS_PER_DAY = 86_400_000;

function createQueues(definitions: readonly QueueDefinition[], store: MessageStore): Map<string, Queue> {
  const queues = new Map<string, Queue>();
  for (const definition of definitions) {
    const lockMs = definition.lockSeconds * MS_PER_SECOND;
    const { maxDeliveryCount, deadLetterOnExpiration = false } = definition;
    const rules = { lockMs, maxDeliveryCount, deadLetterOnExpiration };
    const timeToLiveMs = definition.timeToLiveDays * MS_PER_DAY;
    const deadLetters = createQueue(
      { ...rules, key: deadLetterKey(definition.name), timeToLiveMs: Infinity, deadLetters: undefined },
      store,
    );
    const queue = createQueue({ ...rules, key: toQueueKey(definition.name), timeToLiveMs, deadLetters }, store);
    for (const each of [queue, deadLetters]) queues.set(each.key, each);
  }
  return queues;
}

/** A container that hands what clients open to the connection it belongs to. */
function createContainer(connect: () => ClientConnection): ReturnType<typeof rhea.create_container> {
  const container = rhea.create_container({
    sender_options: { treat_modified_as_released: false },
    receiver_options: { autoaccept: false, max_message_size: MAX_MESSAGE_BYTES },
  });
  const connections = new Map<Connection, ClientConnection>();
  const on = (event: string, listen: (context: EventContext) => void): void => void container.on(event, listen);
  const drop = ({ connection }: EventContext): void => {
    connections.get(connection)?.drop();
    connections.delete(connection);
  };
  on('connection_open', ({ connection }) => connections.set(connection, connect()));
  on('sender_open', ({ connection, sender }) => connections.get(connection)?.openSender(sender!));
  on('receiver_open', ({ connection, receiver }) => connections.get(connection)?.openReceiver(receiver!));
  on('sender_close', ({ connection, sender }) => connections.get(connection)?.closeSender(sender!));
  on('connection_close', drop);
  // A connection that is cut closes none of its links.
  on('disconnected', drop);
  // What a client does wrong ends its connection, not the broker.
  for (const event of ['error', 'protocol_error', 'connection_error', 'session_error']) on(event, () => undefined);
  return container;
}

async function listen(container: ReturnType<typeof createContainer>, port: number): Promise<Server> {
  const options = {
    port,
    host: HOSTNAME,
    // Without it each answer waits for the client's delayed acknowledgement: 46 sends a second.
    noDelay: true,
  };
  const server = container.listen(options as Parameters<typeof container.listen>[0]);
  await once(server, 'listening');
  return server;
}

/**
 * A Service Bus namespace for one machine, as far as this project uses one: queues with locks, dead-letter queues, scheduled
 * messages and time to live. No sessions, topics, transactions or deferred messages.
 *
 * @throws {Error} when the port is taken or another broker runs on the folder.
 */
export async function startBroker(options: BrokerOptions): Promise<RunningBroker> {
  const store = openMessageStore(options.directory);
  const queues = createQueues(options.queues, store);
  const access = { name: KEY_NAME, key: options.key };
  const container = createContainer(() => createClientConnection(queues, access));
  const sockets = new Set<Socket>();
  const closeStore = (): void => {
    for (const queue of queues.values()) queue.close();
    store.close();
  };

  let server: Server;
  try {
    server = await listen(container, options.port);
  } catch (thrown) {
    closeStore();
    throw thrown;
  }
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const { port } = server.address() as AddressInfo;

  return {
    port,
    connectionString:
      `Endpoint=sb://${HOSTNAME}:${port};SharedAccessKeyName=${KEY_NAME};SharedAccessKey=${options.key};` +
      'UseDevelopmentEmulator=true;',
    async enqueue(name, { body, messageId, contentType, subject, applicationProperties }) {
      const queue = queues.get(toQueueKey(name));
      if (!queue) throw noSuchQueue(name);
      const bytes = messages.encode({
        ...(messageId !== undefined && { message_id: messageId }),
        ...(contentType !== undefined && { content_type: contentType }),
        ...(subject !== undefined && { subject }),
        ...(applicationProperties && { application_properties: applicationProperties }),
        body: messages.data_section(body),
      });
      await queue.send([readIncoming(bytes)]);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      // Only an error tells rhea that a connection is gone: without one its heartbeat would go on.
      for (const socket of sockets) socket.destroy(new Error('The broker stops.'));
      await closed;
      closeStore();
    },
  };
}
