import { link, mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { AppError } from '../../domain/errors.ts';

/** Awaits file-system work; a system call that fails is AppError `store_unavailable`, named by its error code. */
export async function fromDisk<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new AppError('store_unavailable', { detail: `The object store: ${errorCode(error)}` }, error);
  }
}

/** The result of `work`, or undefined when the file is not there. */
export async function unlessMissing<Result>(work: Promise<Result>): Promise<Result | undefined> {
  return fromDisk(
    work.catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }),
  );
}

export function errorCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/** A whole chunk, however many system calls it takes. */
export async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.length) {
    const { bytesWritten } = await handle.write(chunk, written);
    written += bytesWritten;
  }
}

/** One `read` is cut so that it never holds a thread of the pool for long. */
const READ_BYTES = 16 * 1024 * 1024;

/** Bytes from `start` to before `end`; fewer when the file ends first. The buffer is its own, from byte 0. */
export async function readRange(handle: FileHandle, start: number, end: number): Promise<Uint8Array> {
  // Not filled with zeros first: every byte handed out is one that was read.
  const { buffer } = Buffer.allocUnsafeSlow(end - start);
  const bytes = new Uint8Array(buffer);
  let done = 0;
  while (done < bytes.length) {
    const length = Math.min(READ_BYTES, bytes.length - done);
    const { bytesRead } = await handle.read(bytes, done, length, start + done);
    if (bytesRead === 0) return bytes.slice(0, done);
    done += bytesRead;
  }
  return bytes;
}

/**
 * Gives a finished, synced file its name below `root` and makes the name durable. A hard link, unlike a rename, fails
 * when the name exists, so of several writers exactly one wins.
 */
export async function publish(root: string, temporary: string, target: string): Promise<'stored' | 'exists'> {
  const folder = dirname(target);
  await mkdir(folder, { recursive: true });
  const outcome = await link(temporary, target).then(
    () => 'stored' as const,
    (error: unknown) => {
      if (errorCode(error) === 'EEXIST') return 'exists' as const;
      throw error;
    },
  );
  // Also for a name that another writer made: that one may not have got this far yet.
  await syncFolders(root, folder);
  return outcome;
}

/** From `root` down: each folder on the way may be new, and its name is kept by the one above. */
export async function syncFolders(root: string, folder: string): Promise<void> {
  let current = root;
  await syncFolder(current);
  for (const name of relative(root, folder).split(sep).filter(Boolean)) {
    current = join(current, name);
    await syncFolder(current);
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; NTFS journals names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
