import { parse, type CsvErrorCode, type Parser } from 'csv-parse';
import { SOURCE_LIMITS } from '../../domain/catalog/mapping/mapping.ts';
import { BrokenSource, type CsvDialect, type RecordBatch } from '../../ports/recordReader.ts';
import { toUtf8 } from '../common/decodeText.ts';

const NEXT_STEP = 'Save the file as UTF-8, or say "encoding": "latin1" if that is what it is.';

/** More than the longest delimiter, quote or line end. */
const MORE_BYTES = 16;

/**
 * Rows of CSV through csv-parse, which knows where a quote was left open and bounds the size of a row. Records are taken
 * inside the parser (`on_record`) and handed on a chunk at a time, without an event for each.
 */
export async function* csvRecords(
  bytes: AsyncIterable<Uint8Array>,
  dialect: CsvDialect,
): AsyncGenerator<RecordBatch<string[]>> {
  let batches: { records: string[][]; firstRow: number }[] = [];
  let nextRow = 1;
  const parser = parse({
    delimiter: dialect.delimiter,
    quote: dialect.quote === '' ? null : dialect.quote,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    // They would be rows of another length than the header, which csv-parse makes an error of, at a high price.
    skip_empty_lines: true,
    max_record_size: SOURCE_LIMITS.recordBytes,
    on_record: (record: string[], { records, empty_lines: emptyLines }) => {
      const row = records + emptyLines;
      const last = batches.at(-1);
      if (last === undefined || row !== nextRow) batches.push({ records: [record], firstRow: row });
      else last.records.push(record);
      nextRow = row + 1;
      return null;
    },
  });
  const takeBatches = (): RecordBatch<string[]>[] => {
    const taken = batches;
    batches = [];
    return taken;
  };
  // An error event without a listener would end the process; the callbacks of write and end tell the same.
  parser.on('error', () => undefined).resume();
  let failure: unknown;
  try {
    for await (const chunk of toUtf8(bytes, dialect.encoding, NEXT_STEP)) {
      failure = await write(parser, chunk);
      yield* takeBatches();
      if (failure !== undefined) break;
    }
    failure ??= await end(parser);
  } catch (error) {
    failure = error;
    // Bytes that are no text, or that end too early. Of the rows before them csv-parse keeps the last one back until it
    // sees more, which need not make sense.
    await write(parser, Buffer.alloc(MORE_BYTES));
  } finally {
    parser.destroy();
  }
  yield* takeBatches();
  if (failure !== undefined) throw toBroken(failure, parser.info.records + parser.info.empty_lines + 1);
}

function write(parser: Parser, chunk: Uint8Array): Promise<unknown> {
  return new Promise((resolve) => parser.write(chunk, (error) => resolve(error ?? undefined)));
}

function end(parser: Parser): Promise<unknown> {
  return new Promise((resolve) => {
    parser.once('error', resolve);
    parser.end(() => resolve(undefined));
  });
}

const REASONS: Partial<Record<CsvErrorCode | 'INVALID_OPENING_QUOTE', string>> = {
  CSV_QUOTE_NOT_CLOSED: 'the file ends inside a quote; it is cut off, or a quote is never closed',
  CSV_INVALID_CLOSING_QUOTE: 'something follows a closing quote; write a quote inside quotes twice',
  INVALID_OPENING_QUOTE: 'a quote stands inside a cell without quotes; put the cell into quotes, or say "quote": ""',
};

function toBroken(error: unknown, row: number): unknown {
  if (error instanceof BrokenSource) return new BrokenSource(error.code, error.message, error.row ?? row, error);
  if (!(error instanceof Error) || !('code' in error)) return error;
  const code = error.code as keyof typeof REASONS;
  if (code === 'CSV_MAX_RECORD_SIZE') {
    const limit = SOURCE_LIMITS.recordBytes.toLocaleString('en');
    const message = `This row has over ${limit} bytes. Shorten it, or look for a quote that is never closed.`;
    return new BrokenSource('record_too_large', message, row, error);
  }
  const reason = REASONS[code];
  if (reason === undefined && !code.startsWith('CSV_')) return error;
  const line = 'lines' in error ? ` (line ${String(error.lines)})` : '';
  return new BrokenSource('broken_file', `Not read further${line}: ${reason ?? error.message}.`, row, error);
}
