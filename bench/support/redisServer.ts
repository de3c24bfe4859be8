import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { findFreePort, startServer } from './server.ts';

export const hasRedisServer = (): boolean => spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;

export interface RunningRedis {
  url: string;
  stop(): Promise<void>;
}

/** A Redis of our own that keeps nothing on disk. */
export async function startRedis(): Promise<RunningRedis> {
  const port = await findFreePort();
  const inMemory = ['--save', '', '--appendonly', 'no', '--dir', tmpdir()];
  const server = await startServer({
    command: 'redis-server',
    args: ['--bind', '127.0.0.1', '--port', String(port), ...inMemory],
    isReady: () => accepts(port),
  });
  return { url: `redis://127.0.0.1:${port}`, stop: () => server.stop() };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
