import { SOURCE_LIMITS } from '../domain/catalog/mapping/mapping.ts';
import {
  createColumnProfiler,
  type ColumnProfile,
  type ColumnProfiler,
} from '../domain/catalog/mapping/profileColumn.ts';
import { SourceFaults } from '../domain/catalog/mapping/sourceFaults.ts';
import type { RecordReader } from '../ports/recordReader.ts';
import type { SourceFiles } from '../ports/sourceFiles.ts';
import { formatOf, openTable, type Sources } from './importing/openTable.ts';

export interface SourceProfile {
  readonly file: string;
  readonly format: 'csv' | 'ndjson' | 'json';
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
  /** Rows that could not be read. */
  readonly faults: SourceFaults;
}

/** Different texts kept in all, and of one column. */
const KEPT_TEXTS = 1_000_000;
const KEPT_TEXTS_OF_COLUMN = 10_000;

/** Looks through the columns of one CSV or NDJSON file, in bounded memory. */
export async function profileSource({
  reader,
  files,
  delimiter,
  encoding,
  onStep,
}: {
  reader: RecordReader;
  files: SourceFiles;
  delimiter: string | undefined;
  encoding: 'utf-8' | 'latin1';
  onStep: Sources['onStep'];
}): Promise<SourceProfile> {
  const faults = new SourceFaults();
  const source = { path: '', file: undefined, format: undefined, quote: undefined, delimiter, encoding, joins: [] };
  const table = await openTable(source, { reader, files, faults, namesFiles: false, onStep }, 2);
  if (table === undefined) return { file: '', format: 'csv', rows: 0, columns: [], faults };
  const profilers = new Map<string, ColumnProfiler>();
  const limit = (columns: number) => Math.min(KEPT_TEXTS_OF_COLUMN, Math.ceil(KEPT_TEXTS / Math.max(1, columns)));
  for (const column of table.columns?.keys() ?? []) {
    profilers.set(column, createColumnProfiler(column, limit(table.columns!.size)));
  }
  let rows = 0;
  await table.eachRow((record) => {
    rows += 1;
    if (table.columns !== undefined) {
      for (const [column, index] of table.columns) profilers.get(column)!.add((record as readonly unknown[])[index]);
      return;
    }
    const own = record as Record<string, unknown>;
    for (const key of Object.keys(own)) {
      if (profilers.has(key) || profilers.size >= SOURCE_LIMITS.columns) continue;
      const profiler = createColumnProfiler(key, limit(SOURCE_LIMITS.columns));
      // The rows before had nothing there.
      for (let before = 1; before < rows; before += 1) profiler.add(undefined);
      profilers.set(key, profiler);
    }
    for (const [key, profiler] of profilers) profiler.add(Object.hasOwn(own, key) ? own[key] : undefined);
  });
  return {
    file: table.name,
    format: formatOf(table.name) ?? 'csv',
    rows,
    columns: [...profilers.values()].map((profiler) => profiler.finish()),
    faults,
  };
}
