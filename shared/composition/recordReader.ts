import { csvRecords } from '../adapters/csvParse/csvRecords.ts';
import { catalogDefinition, catalogItems, jsonArray } from '../adapters/jsonStream/jsonCatalog.ts';
import { ndjsonRecords } from '../adapters/jsonStream/ndjsonRecords.ts';
import { unpack } from '../adapters/zlib/unpack.ts';
import type { RecordReader } from '../ports/recordReader.ts';

/** Reads every format an import takes; it holds nothing, so one serves all. */
export const recordReader: RecordReader = {
  unpack,
  csv: csvRecords,
  ndjson: ndjsonRecords,
  jsonArray,
  catalogDefinition,
  catalogItems,
};
