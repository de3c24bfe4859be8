import type { Encoding } from '../domain/catalog/mapping/mapping.ts';
import type { SourceFaultCode } from '../domain/catalog/mapping/sourceFaultCodes.ts';

/**
 * Turns bytes into records. Promises every adapter keeps:
 * - whatever the bytes are, memory stays within a few times `SOURCE_LIMITS.recordBytes`: what is larger is refused as
 *   `record_too_large`, and a gzip file far larger than it looks as `unpacks_too_large`;
 * - records come in batches, in their order; batch and record are the caller's own;
 * - what breaks the format is thrown as `BrokenSource` after all records before it were handed out.
 *
 * A failure of the bytes themselves (a disk, a network) is passed on as it came.
 */
export interface RecordReader {
  /** The bytes as they are, or unpacked where they are gzip, which their first two bytes say. */
  unpack(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** Rows of text cells. The header is the first one; blank lines are left out, but count as rows. */
  csv(bytes: AsyncIterable<Uint8Array>, dialect: CsvDialect): AsyncIterable<RecordBatch<string[]>>;
  /** One value for each line, undefined for a blank one. */
  ndjson(bytes: AsyncIterable<Uint8Array>): AsyncIterable<RecordBatch>;
  /** The elements of a JSON array. */
  jsonArray(bytes: AsyncIterable<Uint8Array>): AsyncIterable<RecordBatch>;
  /** A catalogue in JSON: all but its plans and offer rows, which are empty arrays, wherever they stand in it. */
  catalogDefinition(bytes: AsyncIterable<Uint8Array>): Promise<unknown>;
  /** Plans and offer rows of a catalogue that `catalogDefinition` has accepted, in the order of the file. */
  catalogItems(bytes: AsyncIterable<Uint8Array>): AsyncIterable<CatalogItems>;
}

/** Neighbours of one list. */
export interface CatalogItems {
  readonly list: 'plans' | 'offers';
  readonly items: readonly unknown[];
}

export interface CsvDialect {
  readonly delimiter: string;
  /** "" for a file without quotes. */
  readonly quote: string;
  readonly encoding: Encoding;
}

export interface RecordBatch<T = unknown> {
  readonly records: readonly T[];
  /** Of the first one; the rows of a file count from 1, and those of a batch follow each other. */
  readonly firstRow: number;
}

/** What makes a source unreadable; its message says what to do. */
export class BrokenSource extends Error {
  readonly code: SourceFaultCode;
  /** Where in the file, as far as that is known. */
  readonly row: number | undefined;

  constructor(code: SourceFaultCode, message: string, row?: number, cause?: unknown) {
    super(message, { cause });
    this.name = 'BrokenSource';
    this.code = code;
    this.row = row;
  }
}
