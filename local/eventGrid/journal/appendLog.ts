import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { replaceFile, toLine, writeRecords, writeText } from './recordFile.ts';

export interface AppendLogOptions {
  path: string;
  /** The records that a log written now would need, in order. Asked whenever the file is written anew. */
  liveRecords: () => Iterable<string>;
  /** The file is written anew when it is larger than this, and than twice what was live at the last time. */
  compactAboveBytes: number;
  /** Told when the file could not be written anew and the old one goes on. */
  onCompactionFailure: (thrown: unknown) => void;
}

/** Records of JSON text in a file, in the order they were given. */
export interface AppendLog {
  /** Resolves once the records, and all given before, are on disk. Those given while a sync runs share the next one. */
  append(records: readonly string[]): Promise<void>;
  /** Written soon, not waited for: a crash may take it. */
  note(record: string): void;
  /** Writes what was given; afterwards `append` is refused and `note` does nothing. */
  close(): Promise<void>;
}

/** Begins with a file of the live records only, which also takes away a line that a crash cut off. */
export async function openAppendLog(options: AppendLogOptions): Promise<AppendLog> {
  const { path, liveRecords, compactAboveBytes } = options;
  const temporary = `${path}.new`;
  await mkdir(dirname(path), { recursive: true });
  let size = await writeRecords(temporary, liveRecords());
  await replaceFile(path, temporary);
  let handle: FileHandle = await open(path, 'a');
  let compactAbove = Math.max(compactAboveBytes, 2 * size);
  let lines: string[] = [];
  let waiting: PromiseWithResolvers<undefined>[] = [];
  let writing: Promise<void> | undefined;
  /** Half a line may be at the end of the file. */
  let isTorn = false;
  let isOpen = true;
  let failure: Error | undefined;

  async function writeAll(): Promise<void> {
    // A turn of the event loop is given the time to say all it has to say.
    await endOfTurn();
    try {
      while (lines.length + waiting.length > 0) await writeTogether();
    } finally {
      // In the same turn as the last look at the lines, so that none is left behind.
      writing = undefined;
    }
  }

  async function writeTogether(): Promise<void> {
    const text = `${isTorn ? '\n' : ''}${lines.join('')}`;
    const told = waiting;
    lines = [];
    waiting = [];
    try {
      if (failure) throw failure;
      size += await writeText(handle, text);
      isTorn = false;
      if (told.length > 0) await handle.datasync();
      for (const { resolve } of told) resolve(undefined);
    } catch (error) {
      isTorn = true;
      for (const { reject } of told) reject(error);
    }
    if (size > compactAbove && !failure) await compact();
  }

  async function compact(): Promise<void> {
    try {
      const newSize = await writeRecords(temporary, liveRecords());
      compactAbove = Math.max(compactAboveBytes, 2 * newSize);
      size = newSize;
    } catch (thrown) {
      compactAbove = 2 * size;
      options.onCompactionFailure(thrown);
      return;
    }
    try {
      await handle.close();
      await replaceFile(path, temporary);
      handle = await open(path, 'a');
    } catch (thrown) {
      // Which of the two files a crash would leave is open now, and both are whole: nothing more may be promised.
      failure = new Error('the journal cannot be written any more', { cause: thrown });
    }
  }

  function give(records: readonly string[]): void {
    for (const record of records) lines.push(toLine(record));
    writing ??= writeAll();
  }

  return {
    append(records) {
      if (!isOpen) return Promise.reject(new Error('the journal is closed'));
      const told = Promise.withResolvers<undefined>();
      waiting.push(told);
      give(records);
      return told.promise;
    },
    note(record) {
      if (isOpen) give([record]);
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      await writing;
      await handle.close();
    },
  };
}
