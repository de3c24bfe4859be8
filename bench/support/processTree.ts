import { readdirSync, readFileSync } from 'node:fs';

/** A process as /proc shows it. */
interface ProcessEntry {
  pid: number;
  parent: number;
  command: string[];
}

function readProcesses(): ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readProcFile(name, 'stat');
    const command = readProcFile(name, 'cmdline');
    if (stat === undefined || command === undefined) continue;
    // The name in parentheses may hold spaces; the parent is the second field after it.
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    entries.push({ pid: Number(name), parent: Number(parent), command: command.split('\0').filter(Boolean) });
  }
  return entries;
}

/** Undefined when the process has ended meanwhile. */
function readProcFile(pid: string | number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined;
    throw error;
  }
}

/** A process and everything it started, itself first. */
export function findTree(root: number): ProcessEntry[] {
  const all = readProcesses();
  const withChildren = (entry: ProcessEntry): ProcessEntry[] => [
    entry,
    ...all.filter(({ parent }) => parent === entry.pid).flatMap(withChildren),
  ];
  const first = all.find(({ pid }) => pid === root);
  return first === undefined ? [] : withChildren(first);
}

export interface TreeMemory {
  /** Proportional set size: private memory and a share of what is shared with whoever else runs, us included. */
  pssBytes: number;
  /** Resident set size: the same with shared memory counted in full, so an upper bound. */
  rssBytes: number;
}

/** Sums over a process tree; undefined where there is no /proc. */
export function measureMemory(root: number): TreeMemory | undefined {
  if (process.platform !== 'linux') return undefined;
  const memory = { pssBytes: 0, rssBytes: 0 };
  for (const { pid } of findTree(root)) {
    const { pssBytes, rssBytes } = readMemory(pid);
    memory.pssBytes += pssBytes;
    memory.rssBytes += rssBytes;
  }
  return memory;
}

/** Of one process, without those it started; undefined where there is no /proc. */
export const measureProcess = (pid: number): TreeMemory | undefined =>
  process.platform === 'linux' ? readMemory(pid) : undefined;

function readMemory(pid: number): TreeMemory {
  const rollup = readProcFile(pid, 'smaps_rollup') ?? '';
  return { pssBytes: readKilobytes(rollup, 'Pss') * 1_024, rssBytes: readKilobytes(rollup, 'Rss') * 1_024 };
}

const readKilobytes = (rollup: string, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1] ?? 0);
