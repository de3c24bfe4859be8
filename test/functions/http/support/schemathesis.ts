import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { hasTool } from '../../../support/requireTool.ts';

const VERSION = '4.32.5';
/** Outside the clone, so that only the first run pays. */
const folder = join(process.env.SHORTLIST_CACHE ?? join(homedir(), '.cache', 'shortlist'), `schemathesis-${VERSION}`);
/** Written last: an installation that was cut short is made again. */
const complete = join(folder, 'complete');

export interface Schemathesis {
  /** Absent: it cannot be had, for this reason. */
  program?: string;
  reason: string;
}

/** Schemathesis in a Python environment of its own. */
export function installSchemathesis(): Schemathesis {
  const program = join(folder, 'bin', 'schemathesis');
  if (existsSync(complete)) return { program, reason: '' };
  if (!hasTool('python3')) return { reason: 'python3 is not on the PATH' };
  for (const [command, ...args] of [
    ['python3', '-m', 'venv', folder],
    [join(folder, 'bin', 'pip'), 'install', '--quiet', '--disable-pip-version-check', `schemathesis==${VERSION}`],
  ] as [string, ...string[]][]) {
    const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    if (status !== 0) return { reason: `${command} ${args.join(' ')} failed: ${stderr}` };
  }
  writeFileSync(complete, VERSION);
  return { program, reason: '' };
}
