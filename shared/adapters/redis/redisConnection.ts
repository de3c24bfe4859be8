import { createClient, type RedisClientOptions } from 'redis';
import { countUp } from './countUp.ts';
import { putIfNewer } from './storedValue.ts';

export type CredentialsProvider = NonNullable<RedisClientOptions['credentialsProvider']>;

export interface RedisConnectionOptions {
  url: string;
  /** Absent: those of the URL, if it has any. */
  credentials?: CredentialsProvider | undefined;
  commandTimeoutMs: number;
  reconnect: ReconnectOptions;
  onReady?: (client: RedisClient) => void;
  onFailure: (cause: unknown) => void;
}

export interface ReconnectOptions {
  firstDelayMs: number;
  maxDelayMs: number;
}

/** A connection that comes back by itself, for as long as it is not closed. */
export interface RedisConnection {
  readonly client: RedisClient;
  /** Leaves a connection that no longer answers, although it is open, for a new one. */
  renew(): void;
  close(): void;
}

export type RedisClient = ReturnType<typeof createRedisClient>;

const CONNECT_TIMEOUT_MS = 3_000;
/** Below the ten minutes after which Azure drops an idle connection. */
const PING_EVERY_MS = 3_000;
/** Of silence, also during the handshake, after which a connection is given up; several pings. */
const SILENCE_MS = 10_000;

export function openRedisConnection(options: RedisConnectionOptions): RedisConnection {
  const { onReady, onFailure } = options;
  let current: RedisClient | undefined;

  function open(): RedisClient {
    const client = createRedisClient(options);
    current = client;
    client
      .on('error', (cause: unknown) => {
        if (client === current) onFailure(cause);
      })
      // A client that is destroyed in the middle of connecting would connect all the same.
      .on('connect', () => {
        if (client !== current) client.destroy();
      })
      .on('ready', () => {
        if (client === current) onReady?.(client);
      });
    // It rejects only when it is destroyed; failures are retried and told by `error`.
    client.connect().catch(() => undefined);
    return client;
  }

  function leave(): void {
    const client = current;
    current = undefined;
    client?.destroy();
  }

  let client = open();
  return {
    get client() {
      return client;
    },
    renew() {
      leave();
      client = open();
    },
    close: leave,
  };
}

function createRedisClient({ url, credentials, commandTimeoutMs, reconnect }: RedisConnectionOptions) {
  return createClient({
    url,
    RESP: 3,
    ...(credentials && { credentialsProvider: credentials }),
    scripts: { putIfNewer, countUp },
    disableOfflineQueue: true,
    // Of a command not yet sent; one that was sent has no timeout in this client.
    commandOptions: { timeout: commandTimeoutMs },
    pingInterval: PING_EVERY_MS,
    // The breaker answers for a failover; its notifications would stretch timeouts meanwhile.
    maintNotifications: 'disabled',
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: (retries) => reconnectDelayMs(retries, reconnect),
    },
  });
}

/** Doubling up to the longest, of which a random half is taken off, so that instances do not come back all at once. */
export function reconnectDelayMs(retries: number, { firstDelayMs, maxDelayMs }: ReconnectOptions): number {
  const delayMs = Math.min(maxDelayMs, firstDelayMs * 2 ** retries);
  return Math.round(delayMs * (1 - Math.random() / 2));
}
