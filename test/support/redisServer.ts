import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from 'redis';
import { hasTool } from './requireTool.ts';
import { findFreePort } from './serverProcess.ts';
import { createTemporaryFolder } from './temporaryFolder.ts';

export const hasRedisServer = hasTool('redis-server');
export const redisServerReason = 'redis-server is not installed (Debian: apt-get install redis-server)';

export interface RedisServerOptions {
  /** A free one by default. */
  port?: number;
  /** Besides those every test server has. */
  args?: readonly string[];
}

/** A server in a process of its own that keeps nothing: killed, it is empty when it is started again. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Sends one command over a connection of its own. */
  ask(...command: string[]): Promise<unknown>;
  freeze(): void;
  resume(): void;
  /** By SIGKILL; resolves when it has ended. */
  kill(): Promise<void>;
}

const running = new Set<RedisServer>();
const START_ATTEMPTS = 5;

export async function startRedisServer(options: RedisServerOptions = {}): Promise<RedisServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryStart(options.port ?? (await findFreePort()), options.args ?? []);
    } catch (error) {
      // Another process may have taken the port that was free.
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}

/** For `afterEach`: whatever a test has left running. */
export async function stopAllRedisServers(): Promise<void> {
  await Promise.all([...running].map((server) => server.kill()));
}

async function tryStart(port: number, args: readonly string[]): Promise<RedisServer> {
  const folder = createTemporaryFolder();
  const fixed = ['--bind', '127.0.0.1', '--port', `${port}`, '--dir', folder.path, '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', [...fixed, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').finally(() => folder.remove());
  const killWithTests = (): boolean => child.kill('SIGKILL');
  process.once('exit', killWithTests);
  await untilReady(child, ended);

  const url = `redis://127.0.0.1:${port}`;
  const server: RedisServer = {
    port,
    url,
    async ask(...command) {
      const client = await createClient({ url }).connect();
      try {
        return await client.sendCommand(command);
      } finally {
        client.destroy();
      }
    },
    freeze: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async kill() {
      running.delete(server);
      process.off('exit', killWithTests);
      child.kill('SIGKILL');
      await ended;
    },
  };
  running.add(server);
  return server;
}

function untilReady(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  return new Promise((ready, failed) => {
    let output = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('Ready to accept connections')) ready();
    });
    const fail = (): void => failed(new Error(`redis-server ended:\n${output}`));
    ended.then(fail, failed);
  });
}
