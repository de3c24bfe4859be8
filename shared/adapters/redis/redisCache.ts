import type { TokenCredential } from '@azure/identity';
import type { Cache } from '../../ports/cache.ts';
import { createBreaker } from '../common/breaker.ts';
import { checkPut, toCacheAddress } from '../common/cacheRules.ts';
import { openManagedIdentity } from '../common/managedIdentity.ts';
import type { EntraCredentials } from './entraCredentials.ts';
import { openRedisConnection, type RedisClient, type ReconnectOptions } from './redisConnection.ts';
import { createSignalSubscriber } from './signalSubscriber.ts';
import { fromStoredValue } from './storedValue.ts';
import { CommandTimeout, within } from './within.ts';

export interface RedisCacheOptions {
  /** `redis://` or `rediss://`; database 0, the only one of Azure Managed Redis. */
  url: string;
  auth: RedisAuth;
  /** @default 150 */
  commandTimeoutMs?: number;
  onEvent?: (event: RedisCacheEvent) => void;
  /** @default 5 failures in a row, open for 1 s */
  breaker?: { failuresToOpen: number; openMs: number };
  /** @default 50 ms, doubled up to 2 s */
  reconnect?: ReconnectOptions;
}

/** `entra` needs `rediss://`: a token is sent. */
export type RedisAuth =
  | { kind: 'none' }
  /** `clientId` of a user-assigned identity; `credential` instead of the identity that Azure gives the app. */
  | { kind: 'entra'; clientId?: string; credential?: TokenCredential };

export type RedisCacheEvent =
  /** Calls are unavailable at once until `closed`. */
  | { kind: 'opened'; cause: unknown }
  | { kind: 'closed' }
  /** A call got no answer in time. */
  | { kind: 'timeout' }
  /** Of a connection or its credentials; it is tried again. */
  | { kind: 'connectionFailed'; cause: unknown };

const DEFAULT_COMMAND_TIMEOUT_MS = 150;
const DEFAULT_BREAKER = { failuresToOpen: 5, openMs: 1_000 };
const DEFAULT_RECONNECT = { firstDelayMs: 50, maxDelayMs: 2_000 };
const PREFIX = 'shortlist:';

/** Resolves without a connection: until there is one, and whenever there is none, calls are `unavailable`. */
export async function createRedisCache(options: RedisCacheOptions): Promise<Cache> {
  const { url, auth, commandTimeoutMs = DEFAULT_COMMAND_TIMEOUT_MS, onEvent = () => undefined } = options;
  const { breaker: breakerOptions = DEFAULT_BREAKER, reconnect = DEFAULT_RECONNECT } = options;
  const counts = { timeouts: 0, failures: 0, breakerOpened: 0 };
  const credentials: EntraCredentials[] = [];
  const createCredentials = auth.kind === 'none' ? () => undefined : await loadEntra(url, auth, onFailure);
  let lastFailure: unknown;
  let isOpen = true;

  const breaker = createBreaker({
    ...breakerOptions,
    elapsedMs: () => performance.now(),
    onOpened(cause) {
      counts.breakerOpened += 1;
      // That there is no connection says less than why there is none.
      onEvent({ kind: 'opened', cause: commands.client.isReady ? cause : (lastFailure ?? cause) });
    },
    onClosed: () => onEvent({ kind: 'closed' }),
  });

  function onFailure(cause: unknown): void {
    lastFailure = cause;
    onEvent({ kind: 'connectionFailed', cause });
  }

  function openConnection(onReady?: (client: RedisClient) => void) {
    const own = createCredentials();
    if (own) credentials.push(own);
    return openRedisConnection({
      url,
      credentials: own?.provider,
      commandTimeoutMs,
      reconnect,
      onFailure,
      ...(onReady && { onReady }),
    });
  }

  const commands = openConnection();
  const addressOf = (text: string): string => PREFIX + text;
  const channelOf = (channel: string): string => addressOf(toCacheAddress(['signal', channel]));
  const subscriber = createSignalSubscriber({ addressOf: channelOf, openConnection, onFailure });

  /** undefined: there is no answer to be had. */
  async function ask<Reply>(command: (client: RedisClient) => Promise<Reply>): Promise<{ reply: Reply } | undefined> {
    const pass = isOpen ? breaker.enter() : undefined;
    if (pass === undefined) return undefined;
    try {
      const reply = await within(commandTimeoutMs, command(commands.client));
      pass.succeeded();
      return { reply };
    } catch (error) {
      counts.failures += 1;
      const isTimeout = error instanceof CommandTimeout;
      if (isTimeout) {
        counts.timeouts += 1;
        onEvent({ kind: 'timeout' });
      }
      pass.failed(error);
      // Silence may be the connection's alone: a peer that vanished does not close it.
      if (isTimeout && pass.isProbe && isOpen) commands.renew();
      return undefined;
    }
  }

  return {
    async get(key) {
      const answer = await ask((client) => client.get(addressOf(toCacheAddress(key))));
      if (answer === undefined) return { outcome: 'unavailable' };
      const value = answer.reply === null ? undefined : fromStoredValue(answer.reply);
      return value === undefined ? { outcome: 'miss' } : { outcome: 'hit', value };
    },

    async put(key, value, ttlSeconds) {
      checkPut(value.counters, ttlSeconds);
      const answer = await ask((client) => client.putIfNewer(addressOf(toCacheAddress(key)), value, ttlSeconds));
      if (answer === undefined) return { outcome: 'unavailable' };
      return answer.reply === undefined ? { outcome: 'stored' } : { outcome: 'kept', stored: answer.reply };
    },

    async countUp(key, windowSeconds) {
      const address = addressOf(toCacheAddress(['count', ...key]));
      const answer = await ask((client) => client.countUp(address, windowSeconds));
      return answer === undefined ? { outcome: 'unavailable' } : { outcome: 'counted', ...answer.reply };
    },

    async signal(channel, text) {
      await ask((client) => client.publish(channelOf(channel), text));
    },

    onSignal: (channel, listen) => subscriber.listen(channel, listen),

    describe: () =>
      Promise.resolve({
        adapter: 'redis',
        endpoint: new URL(url).host,
        auth: auth.kind,
        connected: commands.client.isReady,
        listening: subscriber.isConnected,
        breaker: breaker.state,
        commandTimeoutMs,
        ...counts,
      }),

    dispose() {
      isOpen = false;
      commands.close();
      subscriber.close();
      for (const own of credentials) own.dispose();
      return Promise.resolve();
    },
  };
}

async function loadEntra(
  url: string,
  auth: Extract<RedisAuth, { kind: 'entra' }>,
  onFailure: (cause: unknown) => void,
): Promise<() => EntraCredentials> {
  if (new URL(url).protocol !== 'rediss:') throw new RangeError('a token is sent over rediss:// only');
  const { createEntraCredentials } = await import('./entraCredentials.ts');
  const credential = auth.credential ?? (await openManagedIdentity(auth.clientId));
  return () => createEntraCredentials(credential, onFailure);
}
