import { readHeader } from '../../domain/catalog/mapping/csvHeader.ts';
import type { FindColumn, JoinedRow } from '../../domain/catalog/mapping/convertRow.ts';
import type { Join, Source, SourceFormat } from '../../domain/catalog/mapping/mapping.ts';
import { placePath, type Place, type SourceFaults } from '../../domain/catalog/mapping/sourceFaults.ts';
import { isObject, nameType } from '../../domain/catalog/fieldChecks.ts';
import { BrokenSource, type RecordBatch, type RecordReader } from '../../ports/recordReader.ts';
import type { SourceFile, SourceFiles } from '../../ports/sourceFiles.ts';

/** What reading sources needs, and where it tells what it finds. */
export interface Sources {
  readonly reader: RecordReader;
  readonly files: SourceFiles;
  readonly faults: SourceFaults;
  /** Whether paths of faults name the file. */
  readonly namesFiles: boolean;
  /** Told of each step, with the bytes it will read. */
  readonly onStep: (step: string, bytes: number | undefined) => void;
}

/** A file that has columns. */
export interface Table {
  readonly name: string;
  readonly place: Place;
  /** undefined where every record has keys of its own (NDJSON). */
  readonly columns: ReadonlyMap<string, number> | undefined;
  readonly findColumn: FindColumn;
  /** Columns that were asked for and that no record had, where that is known at the end only. */
  neverSeen(): string[];
  /** Calls back for every row that is not blank, with `place` set to it. */
  eachRow(visit: (record: unknown) => void, shouldStop?: () => boolean): Promise<void>;
}

/** Opens the file of a source; undefined, with faults, where that cannot be. `wanted`: how many columns will be asked for. */
export async function openTable(source: Source | Join, sources: Sources, wanted: number): Promise<Table | undefined> {
  const file = await findFile(source, sources);
  const format = file === undefined ? undefined : (source.format ?? formatOf(file.name));
  if (file === undefined) return undefined;
  if (format === undefined) {
    sources.faults.addAt(source.path, 'unknown_format', `Say the "format" of ${file.name}: csv, ndjson or json.`);
    return undefined;
  }
  const place: Place = { file: sources.namesFiles ? file.name : undefined, row: 1 };
  sources.onStep(`Reading ${file.name}`, file.bytes);
  return format === 'csv' ? openCsv(source, file, place, sources, wanted) : openJson(file, format, place, sources);
}

async function findFile(source: Source | Join, { files, faults }: Sources): Promise<SourceFile | undefined> {
  const file = await files.open(source.file);
  if (file !== undefined) return file;
  const message = source.file === undefined ? 'Name the "file".' : `Add ${source.file}, which the mapping names.`;
  faults.addAt(source.path, 'no_file', message);
  return undefined;
}

/** By the ending of a name, also before ".gz". */
export function formatOf(name: string): SourceFormat | undefined {
  const ending = /\.([a-z]+)(?:\.gz)?$/.exec(name.toLowerCase())?.[1] ?? '';
  if (ending === 'csv' || ending === 'tsv') return 'csv';
  if (ending === 'ndjson' || ending === 'jsonl') return 'ndjson';
  return ending === 'json' ? 'json' : undefined;
}

export function delimiterOf(source: Pick<Source, 'delimiter'>, name: string): string {
  return source.delimiter ?? (/\.tsv(\.gz)?$/i.test(name) ? '\t' : ',');
}

async function openCsv(
  source: Source | Join,
  file: SourceFile,
  place: Place,
  { reader, faults }: Sources,
  wanted: number,
): Promise<Table | undefined> {
  const delimiter = delimiterOf(source, file.name);
  const dialect = { delimiter, quote: source.quote ?? '"', encoding: source.encoding };
  const batches = reader.csv(reader.unpack(file.read()), dialect)[Symbol.asyncIterator]();
  const first = await guard(place, faults, () => batches.next());
  if (first === undefined || first.done === true) {
    await batches.return?.();
    if (first !== undefined) faults.addAt(placePath(place), 'empty_file', 'Begin the file with a header.');
    return undefined;
  }
  const headerRow = first.value.firstRow;
  place.row = headerRow;
  const [header = []] = first.value.records;
  const columns = readHeader(header, delimiter, wanted, place, faults);
  if (columns === undefined) {
    await batches.return?.();
    return undefined;
  }
  // Spreadsheets leave such rows below their last one, with or without delimiters.
  const isBlank = (record: string[]) => record[0]!.trim() === '' && record.every((cell) => cell.trim() === '');
  return {
    name: file.name,
    place,
    columns,
    findColumn: (column) => {
      const index = columns.get(column);
      return index === undefined ? undefined : ([record]: JoinedRow) => (record as string[])[index];
    },
    neverSeen: () => [],
    eachRow: (visit, shouldStop) =>
      eachRecord<string[]>(place, faults, startWith(first.value, batches), shouldStop, (record) => {
        if (place.row === headerRow || isBlank(record)) return;
        if (record.length === header.length) {
          visit(record);
          return;
        }
        const message = `Give the row ${header.length} cells, as the header has; these are ${record.length}.`;
        faults.addAt(placePath(place), 'wrong_cell_count', message);
      }),
  };
}

async function* startWith<T>(first: T, rest: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

function openJson(file: SourceFile, format: 'ndjson' | 'json', place: Place, { reader, faults }: Sources): Table {
  const seen = new Map<string, boolean>();
  return {
    name: file.name,
    place,
    columns: undefined,
    findColumn: (column) => {
      seen.set(column, seen.get(column) ?? false);
      const keys = column.split('.');
      return ([record]) => {
        const cell = getMember(record as Record<string, unknown>, column, keys);
        if (cell !== undefined) seen.set(column, true);
        return cell;
      };
    },
    neverSeen: () => [...seen].filter(([, wasSeen]) => !wasSeen).map(([column]) => column),
    eachRow: (visit, shouldStop) => {
      const bytes = reader.unpack(file.read());
      const batches = format === 'ndjson' ? reader.ndjson(bytes) : reader.jsonArray(bytes);
      return eachRecord(place, faults, batches, shouldStop, (record) => {
        if (isObject(record)) visit(record);
        else if (record !== undefined) {
          faults.addAt(placePath(place), 'wrong_type', `Must be an object; this is ${nameType(record)}.`);
        }
      });
    },
  };
}

/** A member by its key, or by a path of keys with points between them. */
function getMember(record: Record<string, unknown>, column: string, keys: readonly string[]): unknown {
  if (Object.hasOwn(record, column)) return record[column];
  if (keys.length === 1) return undefined;
  let value: unknown = record;
  for (const key of keys) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

async function eachRecord<T>(
  place: Place,
  faults: SourceFaults,
  batches: AsyncIterable<RecordBatch<T>>,
  shouldStop: (() => boolean) | undefined,
  visit: (record: T) => void,
): Promise<void> {
  await guard(place, faults, async () => {
    for await (const { records, firstRow } of batches) {
      records.forEach((record, index) => {
        place.row = firstRow + index;
        visit(record);
      });
      if (shouldStop?.() === true) return;
    }
  });
}

/** Makes what breaks a file a fault at its place; anything else is thrown on. */
export async function guard<T>(place: Place, faults: SourceFaults, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof BrokenSource)) throw error;
    faults.isIncomplete = true;
    const path = error.row === undefined ? (place.file ?? '') : placePath({ ...place, row: error.row });
    faults.addAt(path, error.code, error.message);
    return undefined;
  }
}
