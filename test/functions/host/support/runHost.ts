import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

export interface HostProcess {
  readonly process: ChildProcess;
  readonly port: number;
  /** Lines printed so far. */
  readonly lines: string[];
  /** Resolves with the first line, printed already or to come, that `isWanted` accepts. Rejects when the process ends first. */
  line(isWanted: (line: string) => boolean): Promise<string>;
  /** Sends the signal and resolves when the process has ended. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface FailedHost {
  code: number | null;
  stdout: string;
  stderr: string;
}

interface RunOptions {
  arguments?: readonly string[];
  environment?: Readonly<Record<string, string>>;
}

const folder = resolve('test/functions/host/fixtures');
const running = new Set<ChildProcess>();

function spawnHost(fixture: string, { arguments: extra = [], environment = {} }: RunOptions): ChildProcess {
  const entry = resolve(folder, `${fixture}.ts`);
  const child = spawn(process.execPath, [resolve('local/main.ts'), '--entry', entry, '--port', '0', ...extra], {
    env: { ...process.env, NODE_COMPILE_CACHE: resolve('.cache/compile'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.on('exit', () => running.delete(child));
  return child;
}

function collect(child: ChildProcess): { lines: string[]; stderr: () => string; onLine: (listen: () => void) => void } {
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  let rest = '';
  let errors = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    for (const listen of listeners) listen();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  return { lines, stderr: () => errors, onLine: (listen) => void listeners.add(listen) };
}

/** Starts `fixtures/<fixture>.ts` on a free port of 127.0.0.1 and waits until it listens. */
export async function runHost(fixture: string, options: RunOptions = {}): Promise<HostProcess> {
  const child = spawnHost(fixture, options);
  const { lines, stderr, onLine } = collect(child);
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const waiting = new Set<() => void>();
  onLine(() => {
    for (const check of waiting) check();
  });
  const line = (isWanted: (line: string) => boolean): Promise<string> =>
    new Promise((found, failed) => {
      const check = (): void => {
        const wanted = lines.find(isWanted);
        if (wanted === undefined) return;
        waiting.delete(check);
        found(wanted);
      };
      waiting.add(check);
      check();
      void ended.then(([code]) => {
        if (waiting.delete(check)) failed(new Error(`the host ended with ${code}:\n${lines.join('\n')}\n${stderr()}`));
      });
    });
  const ready = await line((text) => text.startsWith('listening on '));
  return {
    process: child,
    port: Number(new URL(ready.slice('listening on '.length)).port),
    lines,
    line,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const [code, by] = await ended;
      return { code, signal: by };
    },
  };
}

/** Starts a fixture that is expected to end by itself, with a failure. */
export async function runUntilExit(fixture: string, options: RunOptions = {}): Promise<FailedHost> {
  const child = spawnHost(fixture, options);
  const { lines, stderr } = collect(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: lines.join('\n'), stderr: stderr() };
}

/** For `afterAll`: whatever a failed test has left running. */
export async function stopAllHosts(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
    }),
  );
}
