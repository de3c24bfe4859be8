import type { SourceAccount } from '../domain/catalog/mapping/account.ts';
import { checkRules } from '../domain/catalog/mapping/checkRules.ts';
import type { Mapping } from '../domain/catalog/mapping/mapping.ts';
import { SourceFaults } from '../domain/catalog/mapping/sourceFaults.ts';
import { validateMapping } from '../domain/catalog/mapping/validateMapping.ts';
import { isObject } from '../domain/catalog/fieldChecks.ts';
import type { RecordReader } from '../ports/recordReader.ts';
import type { SourceFiles } from '../ports/sourceFiles.ts';
import { refusePlansInside, type CatalogSink, type StartSink } from './importing/catalogSink.ts';
import type { Sources } from './importing/openTable.ts';
import { readLookup, type Lookup } from './importing/readLookup.ts';
import { readMapped } from './importing/readMapped.ts';
import { readNative } from './importing/readNative.ts';

export interface CatalogSource<T extends CatalogSink> {
  readonly reader: RecordReader;
  readonly files: SourceFiles;
  /** A mapping as JSON; without one the only file is a catalogue in its own format (JSON or NDJSON). */
  readonly mapping?: unknown;
  /** Gives the JSON of a catalogue's definition that the mapping names by file; undefined where there is no such file. */
  readonly readDefinition?: (file: string) => Promise<unknown>;
  readonly startSink: StartSink<T>;
  /** Told of each step, with the bytes it will read. */
  readonly onStep?: Sources['onStep'];
  /** Told which sink there is, as soon as there is one: it counts what has come in. */
  readonly onSink?: (sink: T) => void;
}

export interface SourceRead<T> {
  /** Everything that is wrong, by path; the sink is of no use unless there is nothing. */
  readonly faults: SourceFaults;
  /** Absent where it never came to rows. */
  readonly sink: T | undefined;
  /** What became of the rows of each source, in the order in which they were read. */
  readonly accounts: readonly SourceAccount[];
}

/**
 * Reads a catalogue from files of any size into a sink, row by row; every fault is found, also those of rows below a faulty
 * definition. What the files hold is never thrown; that they cannot be read at all is (AppError `invalid_request`).
 */
export async function readCatalogSource<T extends CatalogSink>(source: CatalogSource<T>): Promise<SourceRead<T>> {
  const faults = new SourceFaults();
  const { reader, files, onStep = () => undefined } = source;
  const read: SourceRead<T> & { accounts: SourceAccount[] } = { faults, sink: undefined, accounts: [] };
  const start = (definition: unknown): T => {
    const sink = source.startSink(definition, faults);
    source.onSink?.(sink);
    return sink;
  };
  if (source.mapping === undefined) {
    return { ...read, sink: await readNative({ reader, files, faults, namesFiles: false, onStep }, start) };
  }
  const mapping = validateMapping(source.mapping, faults);
  if (mapping === undefined) return read;
  const namesFiles = fileNames(mapping).size > 1;
  const sources: Sources = { reader, files, faults, namesFiles, onStep };
  const definition = await openDefinition(mapping, source, faults);
  const lookups = await readLookups(mapping, sources, read.accounts);
  if (definition === undefined) return read;

  const mapped = mapping.offers.length > 0;
  // Faults of a definition point into the file it is in.
  const root = typeof mapping.catalog === 'string' ? mapping.catalog : '/catalog';
  faults.pointInto(root);
  refusePlansInside(definition, faults);
  const sink = start(complete(definition, lookups, mapped));
  faults.pointInto('');
  const totalBefore = faults.total;
  checkRules(mapping, sink.types, faults);
  if (mapped && !sink.hasOffers) {
    faults.add(
      `${root}/offers`,
      'missing_field',
      'Add "offers": {"requires": […]} to the definition: the mapping has offers.',
    );
  }
  if (faults.total > totalBefore) return { ...read, sink };
  for (const [made, list] of [
    ['plans', mapping.plans],
    ['offers', mapping.offers],
  ] as const) {
    for (const each of list) {
      const account = await readMapped(each, made, sink, sources);
      if (account === undefined) faults.isIncomplete = true;
      else read.accounts.push(account);
    }
  }
  if (!faults.isIncomplete) sink.end();
  return { ...read, sink };
}

function fileNames({ lookups, plans, offers }: Mapping): ReadonlySet<string | undefined> {
  return new Set(
    [...lookups, ...plans, ...offers].flatMap(({ file, joins }) => [file, ...joins.map((join) => join.file)]),
  );
}

async function openDefinition(
  { catalog }: Mapping,
  { readDefinition }: Pick<CatalogSource<CatalogSink>, 'readDefinition'>,
  faults: SourceFaults,
): Promise<unknown> {
  if (typeof catalog !== 'string') return catalog;
  const definition = await readDefinition?.(catalog);
  if (definition === undefined) faults.add('/catalog', 'no_file', `Add ${catalog}, or put its content here.`);
  return definition;
}

async function readLookups(mapping: Mapping, sources: Sources, accounts: SourceAccount[]): Promise<Lookup[]> {
  const lookups: Lookup[] = [];
  for (const each of mapping.lookups) {
    const read = await readLookup(each, sources);
    if (read === undefined) continue;
    lookups.push(read.lookup);
    accounts.push(read.account);
  }
  return lookups;
}

/** The definition as a whole catalogue has it: with empty lists where the rows of the sources will be. */
function complete(definition: unknown, lookups: readonly Lookup[], hasOffers: boolean): unknown {
  if (!isObject(definition)) return definition;
  const written = Array.isArray(definition.lookups) ? (definition.lookups as unknown[]) : [];
  return {
    ...definition,
    plans: [],
    ...(hasOffers && isObject(definition.offers) && { offers: { ...definition.offers, rows: [] } }),
    ...(lookups.length > 0 && { lookups: [...written, ...lookups] }),
  };
}
