import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder } from './temporaryFolder.ts';

/** A folder on a disk that can really be full. */
export interface SmallDisk {
  readonly path: string;
  /** Takes all room but about so many bytes; whatever else lies on the disk stays. */
  fill(bytesLeft: number): void;
  free(): void;
  remove(): void;
}

export const needsSmallDisk =
  'a disk that can be full needs Linux and either root, to mount one, or prlimit, to limit the size of files';

const run = (command: string, ...args: string[]): boolean => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** undefined where there is no way to have one. */
export function createSmallDisk(bytes: number): SmallDisk | undefined {
  if (process.platform !== 'linux') return undefined;
  return createMountedDisk(bytes) ?? createLimitedFolder();
}

/** A file system in memory, which root may mount. */
function createMountedDisk(bytes: number): SmallDisk | undefined {
  const folder = createTemporaryFolder();
  if (!run('mount', '-t', 'tmpfs', '-o', `size=${bytes}`, 'none', folder.path)) {
    folder.remove();
    return undefined;
  }
  const filler = join(folder.path, 'filler');
  return {
    path: folder.path,
    fill(bytesLeft) {
      const { bavail, bsize } = statfsSync(folder.path);
      const handle = openSync(filler, 'w');
      const room = Math.max(0, bavail * bsize - bytesLeft);
      // A write is cut short where the disk ends.
      for (let left = room; left > 0; left -= writeSync(handle, Buffer.alloc(left)));
      closeSync(handle);
    },
    free: () => rmSync(filler, { force: true }),
    remove() {
      run('umount', folder.path);
      folder.remove();
    },
  };
}

/** Without root: no file of this process grows beyond what would be left. A write fails otherwise, but as a write. */
function createLimitedFolder(): SmallDisk | undefined {
  const limit = (size: string): boolean => run('prlimit', '--pid', String(process.pid), `--fsize=${size}:`);
  if (!limit('unlimited')) return undefined;
  const folder = createTemporaryFolder();
  return {
    path: folder.path,
    fill: (bytesLeft) => void limit(String(Math.max(bytesLeft, SMALLEST_FILE))),
    free: () => void limit('unlimited'),
    remove() {
      limit('unlimited');
      folder.remove();
    },
  };
}

/** Files of the database that are there already have to be written on. */
const SMALLEST_FILE = 128 * 1024;
