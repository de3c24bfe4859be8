import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { trackChild } from '../support/cleanUp.ts';
import { projectFolder } from '../support/server.ts';

export interface Imported {
  ms: number;
  /** The most memory the process ever had (VmHWM); undefined where there is no /proc. */
  peakBytes: number | undefined;
}

const LOOK_MS = 50;

/** `npm run import` in a process of its own. */
export function runImport(args: readonly string[]): Promise<Imported> {
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['scripts/withNode24.mjs', 'scripts/import.ts', ...args], {
    cwd: projectFolder,
    stdio: ['ignore', 2, 2],
  });
  trackChild(child);
  let peakBytes: number | undefined;
  const looking = setInterval(() => (peakBytes = readPeak(child.pid!) ?? peakBytes), LOOK_MS);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(looking);
      if (code === 0) resolve({ ms: performance.now() - startedMs, peakBytes });
      else reject(new Error(`npm run import ${args.join(' ')} ended with code ${String(code)}`));
    });
  });
}

function readPeak(pid: number): number | undefined {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
  } catch {
    return undefined;
  }
}
