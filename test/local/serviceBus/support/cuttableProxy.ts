import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a server, and can cut what is connected as a lost network would: without a word. */
export interface CuttableProxy {
  readonly port: number;
  /** Resolves when every connection of now has gone. */
  cut(): Promise<void>;
  close(): Promise<void>;
}

export async function startProxy(target: number): Promise<CuttableProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  async function cut(): Promise<void> {
    await Promise.all(
      [...sockets].map(async (socket) => {
        const closed = once(socket, 'close');
        if (socket.readyState === 'open') socket.resetAndDestroy();
        else socket.destroy();
        await closed;
      }),
    );
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    async close() {
      const closed = once(server, 'close');
      server.close();
      await cut();
      await closed;
    },
  };
}
