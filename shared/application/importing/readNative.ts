import { isObject } from '../../domain/catalog/fieldChecks.ts';
import { placePath } from '../../domain/catalog/mapping/sourceFaults.ts';
import { AppError } from '../../domain/errors.ts';
import type { SourceFile } from '../../ports/sourceFiles.ts';
import { refusePlansInside, type CatalogSink } from './catalogSink.ts';
import { formatOf, guard, openTable, type Sources } from './openTable.ts';

type Start<T> = (definition: unknown) => T;

/** Reads a file that is a catalogue in the catalogue's own format; undefined, with faults, where it is none. */
export async function readNative<T extends CatalogSink>(sources: Sources, start: Start<T>): Promise<T | undefined> {
  const file = await sources.files.open(undefined);
  if (file === undefined) throw new AppError('invalid_request', { detail: 'Name a file, or a mapping for a folder' });
  switch (formatOf(file.name)) {
    case 'csv':
      sources.faults.add('', 'unknown_format', 'A CSV file needs a mapping, which says what its columns are.');
      return undefined;
    case 'ndjson':
      return readLines(sources, start);
    default:
      return readJson(file, sources, start);
  }
}

/** The first line is the definition; each further line is a plan, or an offer row, which has no name. */
async function readLines<T extends CatalogSink>(sources: Sources, start: Start<T>): Promise<T | undefined> {
  const source = { path: '', file: undefined, format: undefined, delimiter: undefined, quote: undefined } as const;
  const table = await openTable({ ...source, encoding: 'utf-8', joins: [] }, sources, 1);
  if (table === undefined) return undefined;
  const { faults } = sources;
  let sink: T | undefined;
  await table.eachRow(
    (line) => {
      if (sink !== undefined) {
        const isOffer = sink.hasOffers && isObject(line) && !Object.hasOwn(line, 'name');
        const list = isOffer ? 'offers' : 'plans';
        faults.noteOrigin(list, sink[list], table.place, undefined);
        if (isOffer) sink.addOffer(line);
        else sink.addPlan(line);
        return;
      }
      const definition = line as Record<string, unknown>;
      const offers = isObject(definition.offers) ? { offers: { ...definition.offers, rows: [] } } : {};
      faults.pointInto(placePath(table.place));
      refusePlansInside(definition, faults);
      sink = start({ ...definition, plans: [], ...offers });
      faults.pointInto('');
    },
    () => sink?.isFull === true,
  );
  if (sink !== undefined && !faults.isIncomplete) sink.end();
  else if (faults.total === 0) {
    faults.add(placePath(table.place), 'empty_file', 'Begin the file with a line that is the definition.');
  }
  return sink;
}

/** Read twice: plans may come before the attributes they use. */
async function readJson<T extends CatalogSink>(
  file: SourceFile,
  { reader, faults, onStep }: Sources,
  start: Start<T>,
): Promise<T | undefined> {
  const place = { file: undefined, row: 1 };
  onStep('Reading the definition', file.bytes);
  const definition = await guard(place, faults, () => reader.catalogDefinition(reader.unpack(file.read())));
  if (definition === undefined) return undefined;
  const sink = start(definition);
  if (!isObject(definition)) return sink;
  const hasPlans = Array.isArray(definition.plans);
  const hasRows = isObject(definition.offers) && Array.isArray(definition.offers.rows);
  onStep('Reading plans', file.bytes);
  await guard(place, faults, async () => {
    for await (const { list, items } of reader.catalogItems(reader.unpack(file.read()))) {
      if (list === 'plans' && hasPlans) for (const item of items) sink.addPlan(item);
      if (list === 'offers' && hasRows) for (const item of items) sink.addOffer(item);
      if (sink.isFull) return;
    }
  });
  // Without a list of plans every row would lack its own.
  if (hasPlans && !faults.isIncomplete) sink.end();
  return sink;
}
