import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServerOptions {
  dataDir: string;
  /** A free one by default. */
  port?: number;
  /** Environment besides the PATH; a busy machine is no overload unless it says so. */
  settings?: Readonly<Record<string, string>>;
  /** Starts it as a person does, with `npm start`, instead of what that command comes to. */
  throughNpm?: boolean;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The whole server, as `npm start` runs it, in a process of its own. */
export interface ServerProcess {
  /** Below it are all routes; without a slash at its end. Known once the server listens. */
  readonly url: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: Promise<Ended>;
  /** Resolves once `stdout` has matched. Rejects when the process ends without that. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends the signal and resolves when the process has ended. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

const READY = /^Shortlist is ready\.$/m;
const running = new Set<ServerProcess>();

/** Starts and waits for nothing: to see it fail, or to kill it on the way. */
export function spawnServer({ dataDir, port = 0, settings = {}, throughNpm = false }: ServerOptions): ServerProcess {
  const options = ['--port', String(port), '--data', dataDir, '--quiet'];
  const [command, args] = throughNpm
    ? ['npm', ['start', '--', ...options]]
    : [process.execPath, ['scripts/withNode24.mjs', 'scripts/start.ts', ...options]];
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, ADMISSION_MAX_DELAY_MS: '60000', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm passes on what can be caught; a kill reaches the server behind it only as a member of npm's own group.
    detached: throughNpm,
  });
  const server = follow(child, (name) => {
    if (throughNpm && name === 'SIGKILL' && child.pid !== undefined) process.kill(-child.pid, name);
    else child.kill(name);
  });
  running.add(server);
  const forget = (): boolean => running.delete(server);
  server.ended.then(forget, forget);
  return server;
}

/** Starts and waits until it is ready. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const server = spawnServer(options);
  await server.printed(READY);
  return server;
}

/** For `afterEach`: whatever a failed test has left running. */
export async function stopAllServers(): Promise<void> {
  await Promise.all([...running].map((server) => server.stop('SIGKILL')));
}

/** A port nobody listens on now. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function follow(child: ChildProcess, signal: (name: NodeJS.Signals) => void): ServerProcess {
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const check of waiting) check();
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal }));
  });

  function printed(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((found, failed) => {
      const check = (): void => {
        const match = pattern.exec(stdout);
        if (match === null) return;
        waiting.delete(check);
        found(match);
      };
      waiting.add(check);
      check();
      const fail = (): void => {
        if (waiting.delete(check))
          failed(new Error(`the server ended before it printed ${pattern}\n${stdout}${stderr}`));
      };
      ended.then(fail, failed);
    });
  }

  return {
    get url() {
      return `${/^listening on (\S+)$/m.exec(stdout)?.[1] ?? 'not listening'}/api`;
    },
    get stdout() {
      return stdout;
    },
    get stderr() {
      return stderr;
    },
    ended,
    printed,
    stop(name = 'SIGTERM') {
      signal(name);
      return ended;
    },
  };
}
