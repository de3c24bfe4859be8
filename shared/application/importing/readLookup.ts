import type { SourceAccount } from '../../domain/catalog/mapping/account.ts';
import { createColumnReader } from '../../domain/catalog/mapping/convertRow.ts';
import { SOURCE_LIMITS, type LookupSource } from '../../domain/catalog/mapping/mapping.ts';
import { columnOf, columnsOf, placePath } from '../../domain/catalog/mapping/sourceFaults.ts';
import { openJoinedTable } from './joinTables.ts';
import type { Sources } from './openTable.ts';

/** A lookup as the catalogue's definition has it. */
export interface Lookup {
  from: string[];
  to: string[];
  rows: string[][];
}

/** Reads a table that completes answers; each row once, however often the file has it. */
export async function readLookup(
  source: LookupSource,
  sources: Sources,
): Promise<{ lookup: Lookup; account: SourceAccount } | undefined> {
  const values = [...source.from, ...source.to];
  const joined = await openJoinedTable(
    source,
    values.map(({ rule }) => rule),
    sources,
  );
  if (joined === undefined) return undefined;
  const { table, findColumn } = joined;
  const readers = values.map(({ id, rule }) => ({ id, rule, reader: createColumnReader(rule, 'id', findColumn) }));
  const known = new Map<string, string[]>();
  let rows = 0;
  await table.eachRow(
    (record) => {
      rows += 1;
      const row = joined.join(record);
      if (row === undefined) return;
      const answers = readers.map(({ id, rule, reader }) => {
        const reading = reader.read(row);
        if (reading.outcome === 'known') return reading.value as string;
        const message = `Give ${id} a value; every row of a lookup is complete.`;
        sources.faults.addAt(placePath(table.place, columnOf(rule)), 'missing_value', message);
        return '';
      });
      known.set(JSON.stringify(answers), answers);
    },
    () => known.size > SOURCE_LIMITS.lookupRows,
  );
  if (known.size > SOURCE_LIMITS.lookupRows) {
    const limit = SOURCE_LIMITS.lookupRows.toLocaleString('en');
    sources.faults.addAt(source.path, 'too_many', `Keep at most ${limit} different rows in a lookup.`);
  }
  return {
    lookup: { from: source.from.map(({ id }) => id), to: source.to.map(({ id }) => id), rows: [...known.values()] },
    account: {
      file: table.name,
      made: 'lookup rows',
      rows,
      count: known.size,
      values: readers.map(({ id, rule, reader }) => ({
        id,
        columns: columnsOf(rule),
        summary: reader.cells.tally.summarise(),
      })),
      unjoined: joined.unjoined,
    },
  };
}
