import { createSignalListeners } from '../common/signalListeners.ts';
import type { RedisClient, RedisConnection } from './redisConnection.ts';

export interface SignalSubscriber {
  listen(channel: string, listen: (text: string) => void): void;
  readonly isConnected: boolean;
  close(): void;
}

export interface SignalSubscriberOptions {
  /** The name of a channel on the server. */
  addressOf: (channel: string) => string;
  /** A connection of its own; opened for the first listener. */
  openConnection: (onReady: (client: RedisClient) => void) => RedisConnection;
  onFailure: (cause: unknown) => void;
}

export function createSignalSubscriber(options: SignalSubscriberOptions): SignalSubscriber {
  const { addressOf, openConnection, onFailure } = options;
  const listeners = createSignalListeners();
  /** One function for each channel, by which the client sees that it is subscribed already. */
  const receivers = new Map<string, (text: string) => void>();
  let connection: RedisConnection | undefined;

  /** Repeated for each new connection: the client itself takes up again only what was confirmed on the one before. */
  function subscribe(client: RedisClient, channel: string): void {
    client.subscribe(addressOf(channel), receivers.get(channel)!).catch(onFailure);
  }

  return {
    get isConnected() {
      return connection?.client.isReady ?? false;
    },
    listen(channel, listen) {
      listeners.add(channel, listen);
      if (receivers.has(channel)) return;
      receivers.set(channel, (text) => listeners.tell(channel, text));
      if (connection === undefined) {
        connection = openConnection((client) => {
          for (const known of receivers.keys()) subscribe(client, known);
        });
      } else if (connection.client.isReady) subscribe(connection.client, channel);
    },
    close() {
      connection?.close();
      listeners.clear();
    },
  };
}
