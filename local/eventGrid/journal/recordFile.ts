import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;
const CHECKSUM_DIGITS = 8;

/** A record is JSON text. Its line proves itself, so that one cut off by a crash is known as such. */
export const toLine = (record: string): string =>
  `${crc32(record).toString(16).padStart(CHECKSUM_DIGITS, '0')} ${record}\n`;

function toRecord(line: Buffer): string | undefined {
  const record = line.subarray(CHECKSUM_DIGITS + 1);
  return parseInt(line.toString('latin1', 0, CHECKSUM_DIGITS), 16) === crc32(record) ? record.toString() : undefined;
}

/**
 * The whole records of a file, in order; none when there is no file. A line that was cut off is passed over: nobody was
 * told that it is on disk.
 */
export async function* readRecords(path: string): AsyncGenerator<string> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of handle.createReadStream({ highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      const record = toRecord(bytes.subarray(start, end));
      if (record !== undefined) yield record;
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
}

/** Gives the bytes written. */
export async function writeText(handle: FileHandle, text: string): Promise<number> {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) written += (await handle.write(bytes, written)).bytesWritten;
  return written;
}

/** Writes a file that is on disk when this resolves and is not there when it rejects. Gives its bytes. */
export async function writeRecords(path: string, records: Iterable<string>): Promise<number> {
  const handle = await open(path, 'w');
  try {
    let size = 0;
    let text = '';
    for (const record of records) {
      text += toLine(record);
      if (text.length < CHUNK_BYTES) continue;
      size += await writeText(handle, text);
      text = '';
    }
    size += await writeText(handle, text);
    await handle.datasync();
    await handle.close();
    return size;
  } catch (error) {
    await handle.close();
    await rm(path, { force: true });
    throw error;
  }
}

/** Gives a finished file another one's place, for good. */
export async function replaceFile(path: string, by: string): Promise<void> {
  await rename(by, path);
  // Windows cannot open a folder; NTFS journals names by itself.
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
