import { randomUUID } from 'node:crypto';
import { constants, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { access, open, rm, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../domain/errors.ts';
import type { ObjectName, ObjectStore } from '../../ports/objectStore.ts';
import { checkNewObjectName, checkRange, isObjectName } from '../common/objectRules.ts';
import { errorCode, fromDisk, publish, readRange, syncFolders, unlessMissing, writeAll } from './durableFiles.ts';
import { toFileName, toFolderName } from './toFileName.ts';

export interface FileObjectStoreOptions {
  /** Made if needed. One process at a time: opening removes what an earlier one left unfinished. */
  folder: string;
}

/** Unfinished objects; the dot keeps the name apart from every segment. */
const UNFINISHED = '.unfinished';

/**
 * Objects as files: one folder for each segment of a name, one file for the last. An object is written and synced under
 * a temporary name on the same file system, then linked to its own. Throws AppError `store_unavailable` when the folder
 * cannot be used.
 */
export function createFileObjectStore({ folder }: FileObjectStoreOptions): ObjectStore {
  const unfinished = join(folder, UNFINISHED);
  prepareFolder(unfinished);
  let isOpen = true;

  function checkOpen(): void {
    if (!isOpen) throw new AppError('store_unavailable', { detail: 'The store is closed' });
  }

  function pathOf(name: ObjectName): string {
    const folders = name.slice(0, -1).map(toFolderName);
    return join(folder, ...folders, toFileName(name.at(-1)!));
  }

  async function withFile<Result>(
    name: ObjectName,
    read: (handle: FileHandle, size: number) => Promise<Result>,
  ): Promise<Result | undefined> {
    checkOpen();
    if (!isObjectName(name)) return undefined;
    const handle = await unlessMissing(open(pathOf(name), 'r'));
    if (!handle) return undefined;
    try {
      const { size } = await fromDisk(handle.stat());
      return await fromDisk(read(handle, size));
    } finally {
      await fromDisk(handle.close());
    }
  }

  return {
    async put(name, bytes) {
      checkOpen();
      checkNewObjectName(name);
      const target = pathOf(name);
      if (await exists(target)) {
        // Whoever linked it may not have made its name durable yet.
        await fromDisk(syncFolders(folder, dirname(target)));
        return 'exists';
      }
      const temporary = join(unfinished, randomUUID());
      try {
        await writeFile(temporary, bytes);
        return await fromDisk(publish(folder, temporary, target));
      } finally {
        // What stays behind is removed at the next start; it changes nothing about the outcome.
        await rm(temporary, { force: true }).catch(() => undefined);
      }
    },

    get: (name) => withFile(name, (handle, size) => readRange(handle, 0, size)),

    async getRange(name, start, end) {
      checkRange(start, end);
      return withFile(name, (handle, size) => readRange(handle, Math.min(start, size), Math.min(end, size)));
    },

    async remove(name) {
      checkOpen();
      if (!isObjectName(name)) return 'missing';
      const target = pathOf(name);
      const removed = await unlessMissing(unlink(target).then(() => true));
      if (!removed) return 'missing';
      await fromDisk(syncFolders(dirname(target), dirname(target)));
      return 'removed';
    },

    async describe() {
      checkOpen();
      await fromDisk(access(unfinished, constants.W_OK));
      return { adapter: 'file' };
    },

    dispose() {
      isOpen = false;
      return Promise.resolve();
    },
  };
}

function prepareFolder(unfinished: string): void {
  try {
    // It holds what tenants sell and people were told: nobody else on the machine may look in.
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    for (const left of readdirSync(unfinished)) rmSync(join(unfinished, left), { recursive: true, force: true });
  } catch (error) {
    const detail = `The object store's folder cannot be used: ${errorCode(error)}`;
    throw new AppError('store_unavailable', { detail }, error);
  }
}

async function exists(path: string): Promise<boolean> {
  return (await unlessMissing(access(path).then(() => true))) ?? false;
}

/** A new file with these bytes, synced. What the stream itself throws is passed on as it is. */
async function writeFile(path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await fromDisk(open(path, 'wx'));
  try {
    if (bytes instanceof Uint8Array) await fromDisk(writeAll(handle, bytes));
    else for await (const chunk of bytes) await fromDisk(writeAll(handle, chunk));
    await fromDisk(handle.sync());
  } finally {
    await fromDisk(handle.close());
  }
}
