import { SOURCE_LIMITS } from '../../domain/catalog/mapping/mapping.ts';
import { BrokenSource, type RecordBatch } from '../../ports/recordReader.ts';
import { toUtf8 } from '../common/decodeText.ts';

const LINE_FEED = 0x0a;

/**
 * Values of NDJSON, a line at a time by `JSON.parse`, which is faster than any parser of streams. Only a line that runs
 * over the end of a chunk is copied.
 */
export async function* ndjsonRecords(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<RecordBatch> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let row = 1;

  const parseLine = (line: Buffer, at: number): unknown => {
    if (line.length > SOURCE_LIMITS.recordBytes) throw tooLarge(at);
    const text = line.toString('utf8');
    if (text.trim() === '') return undefined;
    try {
      return JSON.parse(text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new BrokenSource(
        'broken_file',
        `Not read further: this line is no JSON (${reason.slice(0, 200)}).`,
        at,
        error,
      );
    }
  };

  function parseLines(chunk: Buffer, records: unknown[]): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = chunk.subarray(start, end);
      const whole = pending.length === 0 ? line : Buffer.concat([...pending, line]);
      pending = [];
      pendingBytes = 0;
      start = end + 1;
      records.push(parseLine(whole, row + records.length));
    }
    if (start === chunk.length) return;
    pending.push(chunk.subarray(start));
    pendingBytes += chunk.length - start;
    if (pendingBytes > SOURCE_LIMITS.recordBytes) throw tooLarge(row + records.length);
  }

  /** Lines up to the first that cannot be read are handed out before the fault is. */
  function* take(read: (records: unknown[]) => void): Generator<RecordBatch> {
    const records: unknown[] = [];
    let failure: unknown;
    try {
      read(records);
    } catch (error) {
      failure = error;
    }
    const firstRow = row;
    row += records.length;
    if (records.length > 0) yield { records, firstRow };
    if (failure !== undefined) throw failure as Error;
  }

  try {
    for await (const chunk of toUtf8(bytes, 'utf-8')) {
      yield* take((records) => parseLines(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length), records));
    }
    if (pending.length > 0) yield* take((records) => records.push(parseLine(Buffer.concat(pending), row)));
  } catch (error) {
    if (error instanceof BrokenSource && error.row === undefined) {
      throw new BrokenSource(error.code, error.message, row, error);
    }
    throw error;
  }
}

function tooLarge(row: number): BrokenSource {
  const limit = SOURCE_LIMITS.recordBytes.toLocaleString('en');
  return new BrokenSource(
    'record_too_large',
    `This line has over ${limit} bytes. Shorten it, or break it into lines.`,
    row,
  );
}
