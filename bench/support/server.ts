import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { trackChild } from './cleanUp.ts';

export const projectFolder = join(import.meta.dirname, '..', '..');

export interface ServerCommand {
  command: string;
  args: readonly string[];
  environment?: Readonly<Record<string, string>>;
  /** Asked again and again until it says yes; a refused connection is a no. */
  isReady: () => Promise<boolean>;
}

export interface RunningServer {
  pid: number;
  /** Milliseconds from the start of the process to the first yes. */
  readyMs: number;
  /** SIGTERM to `pid` (or to the process that really serves), and SIGKILL if that is not enough. */
  stop(servingPid?: number): Promise<void>;
}

const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;
const POLL_MS = 10;

export async function startServer({ command, args, environment, isReady }: ServerCommand): Promise<RunningServer> {
  const start = performance.now();
  const child = spawn(command, args, {
    cwd: projectFolder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  trackChild(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  const { pid } = child;
  if (pid === undefined) return failed;

  const stop = async (servingPid = pid): Promise<void> => {
    if (hasEnded(child)) return;
    process.kill(servingPid, 'SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  };
  while (!(await isReady().catch(isRefused))) {
    if (hasEnded(child)) throw new Error(`${command} ${args.join(' ')} ended with code ${String(child.exitCode)}`);
    if (performance.now() - start > START_TIMEOUT_MS) {
      await stop();
      throw new Error(`${command} ${args.join(' ')} was not ready after ${START_TIMEOUT_MS} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return { pid, readyMs: performance.now() - start, stop };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** `fetch` reports a server that does not listen yet as a TypeError. */
function isRefused(error: unknown): false {
  if (error instanceof TypeError) return false;
  throw error;
}

/** A port of 127.0.0.1 that nobody listens on right now. */
export async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port of 127.0.0.1 is to be had');
  return address.port;
}
