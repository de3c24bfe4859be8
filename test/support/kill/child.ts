import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** A TypeScript program in a process of its own that tells what it does, one JSON text a line. */
export interface Child {
  lines: unknown[];
  /** Resolves with the first line, or when the process ends without one. */
  firstLine: Promise<unknown>;
  /** Resolves when the process has ended and its last line was read. */
  ended: Promise<{ code: number | null; errors: string }>;
  kill(): void;
}

export function startChild(command: string, args: string[]): Child {
  const child: ChildProcess = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: unknown[] = [];
  let errors = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const reader = createInterface({ input: child.stdout! });
  const ended = new Promise<{ code: number | null; errors: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, errors }));
  });
  const firstLine = Promise.race([ended, new Promise((resolve) => reader.once('line', resolve))]);
  reader.on('line', (line) => {
    const said = parse(line);
    if (said !== undefined) lines.push(said);
  });
  return { lines, firstLine, ended, kill: () => child.kill('SIGKILL') };
}

/** A line that the kill cut off acknowledged nothing. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Lets the child run and kills it without warning at a uniformly random moment: within `windowMs` after its first line,
 * or, for every fourth `round`, after its start, so that opening and recovery are hit too.
 */
export async function killAtRandom(child: Child, round: number, windowMs: number): Promise<void> {
  if (round % 4 !== 3) await child.firstLine;
  await sleep(Math.random() * windowMs);
  child.kill();
  const { code, errors } = await child.ended;
  if (code !== null) throw new Error(`the child ended by itself (${code}): ${errors}`);
}

/** How many times each kill test kills; `KILLS` sets it for a long hunt. */
export function killCount(usual: number): number {
  const asked = Number(process.env.KILLS ?? '');
  return asked > 0 ? asked : usual;
}
