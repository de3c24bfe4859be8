import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Between a client and a server on this machine, to make the way between them worse than it is. */
export interface TcpProxy {
  readonly port: number;
  /** Milliseconds that each answer of the server is held back, from now on. */
  delayMs: number;
  /** Connections made so far. */
  readonly accepted: number;
  /** Breaks the connections there are; those that follow lead to another server. */
  redirect(targetPort: number): void;
  close(): Promise<void>;
}

export async function startTcpProxy(firstTargetPort: number): Promise<TcpProxy> {
  let targetPort = firstTargetPort;
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  let accepted = 0;

  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };

  const proxy = createServer((client) => {
    accepted += 1;
    const server = keep(connect(targetPort, '127.0.0.1'));
    keep(client).on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    client.on('data', (bytes) => server.write(bytes));
    // An answer never overtakes the one before, also when the delay gets shorter.
    let freeAt = 0;
    server.on('data', (bytes) => {
      freeAt = Math.max(freeAt, Date.now() + result.delayMs);
      const timer = setTimeout(() => {
        timers.delete(timer);
        if (!client.destroyed) client.write(bytes);
      }, freeAt - Date.now());
      timers.add(timer);
    });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');

  const result = {
    port: (proxy.address() as AddressInfo).port,
    delayMs: 0,
    get accepted() {
      return accepted;
    },
    redirect(port: number) {
      targetPort = port;
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
  return result;
}
