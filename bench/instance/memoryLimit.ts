import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../support/options.ts';

export interface MemoryLimit {
  /** Put in front of a command: it then runs within the limit, swap included. */
  prefix: readonly string[];
  remove(): void;
}

/** Where control groups for memory are: version 2, else version 1. */
const roots = [
  { folder: '/sys/fs/cgroup', limit: 'memory.max', swap: 'memory.swap.max', swapIsTotal: false },
  {
    folder: '/sys/fs/cgroup/memory',
    limit: 'memory.limit_in_bytes',
    swap: 'memory.memsw.limit_in_bytes',
    swapIsTotal: true,
  },
];

/** A control group of Linux with a limit of its own. Needs root. Throws UsageError where there is no such thing. */
export function limitMemory(bytes: number): MemoryLimit {
  for (const { folder, limit, swap, swapIsTotal } of roots) {
    const group = join(folder, `shortlist-bench-${process.pid}`);
    try {
      mkdirSync(group);
    } catch {
      continue;
    }
    if (!existsSync(join(group, limit))) {
      rmdirSync(group);
      continue;
    }
    writeFileSync(join(group, limit), String(bytes));
    if (existsSync(join(group, swap))) writeFileSync(join(group, swap), String(swapIsTotal ? bytes : 0));
    return {
      prefix: ['sh', '-c', `echo $$ > ${join(group, 'cgroup.procs')} && exec "$@"`, 'sh'],
      remove: () => rmdirSync(group),
    };
  }
  throw new UsageError('instance needs control groups for memory that may be written: Linux, as root');
}
