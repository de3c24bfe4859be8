import {
  findMissingColumns,
  toText,
  type FindColumn,
  type JoinedRow,
} from '../../domain/catalog/mapping/convertRow.ts';
import { SOURCE_LIMITS, type Join, type Rule, type Source } from '../../domain/catalog/mapping/mapping.ts';
import { columnsOf, placePath } from '../../domain/catalog/mapping/sourceFaults.ts';
import { tidy } from '../../domain/catalog/mapping/tidy.ts';
import { quote } from '../../domain/catalog/jsonPointer.ts';
import { openTable, type Sources, type Table } from './openTable.ts';

/** A source with the files that are joined to it. */
export interface JoinedTable {
  readonly table: Table;
  readonly findColumn: FindColumn;
  /** Adds the joined cells to a record; undefined, with a fault, where a file must have a row and has none. */
  join(record: unknown): JoinedRow | undefined;
  /** By file, how many rows found no row there and went on without. */
  readonly unjoined: ReadonlyMap<string, number>;
}

/** Opens a source and reads the files joined to it into memory: only the columns that rules name. */
export async function openJoinedTable(
  source: Source,
  rules: readonly Rule[],
  sources: Sources,
): Promise<JoinedTable | undefined> {
  const wanted = [
    ...new Set([...rules.flatMap(columnsOf), ...source.joins.flatMap(({ on }) => on.map(({ own }) => own))]),
  ];
  const joined: LoadedJoin[] = [];
  // Joined files first: the table itself is then read in one go.
  for (const join of source.joins) {
    const loaded = await loadJoin(join, wanted, sources);
    if (loaded === undefined) return undefined;
    joined.push(loaded);
  }
  const table = await openTable(source, sources, wanted.length);
  if (table === undefined) return undefined;

  const findIn = (column: string, joins: readonly LoadedJoin[]) => {
    const own = table.columns === undefined || table.columns.has(column) ? table.findColumn(column) : undefined;
    const at = joins.findIndex(({ slots }) => slots.has(column));
    // Records with keys of their own have any column; one of a joined file is meant where there is one.
    if (at < 0 || (own !== undefined && table.columns !== undefined)) return own;
    const slot = joins[at]!.slots.get(column)!;
    return (row: JoinedRow) => (row[at + 1] as readonly unknown[] | undefined)?.[slot];
  };
  const findColumn: FindColumn = (column) => findIn(column, joined);
  const totalBefore = sources.faults.total;
  const missing = findMissingColumns(rules, findColumn);
  for (const { rule, column } of missing) addUnknownColumn(sources, rule.path, column, table);
  const keys = joined.map(({ join }, index) =>
    join.on.map(({ own }) => {
      const get = findIn(own, joined.slice(0, index));
      if (get === undefined) addUnknownColumn(sources, join.path, own, table);
      return get ?? (() => undefined);
    }),
  );
  if (sources.faults.total > totalBefore) return undefined;

  const unjoined = new Map<string, number>();
  return {
    table,
    findColumn,
    unjoined,
    join(record) {
      const row: unknown[] = [record];
      for (const [index, { join, rows, name }] of joined.entries()) {
        const key = toKey(keys[index]!.map((get) => get(row)));
        const cells = rows.get(key);
        row.push(cells);
        if (cells !== undefined) continue;
        unjoined.set(name, (unjoined.get(name) ?? 0) + 1);
        if (join.whenMissing === 'unknown') continue;
        const shown = quote(key.replaceAll('\n', ', '));
        const message = `Add a row for ${shown} to ${name}, or say "whenMissing": "unknown".`;
        sources.faults.addAt(placePath(table.place, join.on[0]!.own), 'unjoined_row', message);
        return undefined;
      }
      return row;
    },
  };
}

interface LoadedJoin {
  readonly join: Join;
  readonly name: string;
  /** Column -> its place among the cells that are kept. */
  readonly slots: ReadonlyMap<string, number>;
  readonly rows: ReadonlyMap<string, readonly unknown[]>;
}

async function loadJoin(join: Join, wanted: readonly string[], sources: Sources): Promise<LoadedJoin | undefined> {
  const { faults } = sources;
  const table = await openTable({ ...join, format: join.format ?? 'csv' }, sources, wanted.length + join.on.length);
  if (table?.columns === undefined) {
    if (table !== undefined) faults.addAt(join.path, 'unknown_format', 'Only CSV files can be joined.');
    return undefined;
  }
  for (const { other } of join.on) if (!table.columns.has(other)) addUnknownColumn(sources, join.path, other, table);
  const keyColumns = join.on.map(({ other }) => table.columns!.get(other) ?? 0);
  const kept = wanted.filter((column) => table.columns!.has(column));
  const indexes = kept.map((column) => table.columns!.get(column)!);
  const rows = new Map<string, readonly unknown[]>();
  let units = 0;
  await table.eachRow(
    (record) => {
      const cells = record as readonly string[];
      const key = toKey(keyColumns.map((index) => cells[index]));
      if (rows.has(key)) {
        const message = `Keep one row for ${quote(key.replaceAll('\n', ', '))}; rows are joined by it.`;
        faults.addAt(placePath(table.place), 'duplicate_row', message);
        return;
      }
      const row = indexes.map((index) => cells[index]!);
      for (const cell of row) units += cell.length;
      units += key.length;
      rows.set(key, row);
    },
    () => units > SOURCE_LIMITS.joinedUnits,
  );
  if (units > SOURCE_LIMITS.joinedUnits) {
    const message = `Make ${table.name} smaller, or join it before the import: joined files are kept in memory.`;
    faults.addAt(join.path, 'too_many', message);
    return undefined;
  }
  return { join, name: table.name, slots: new Map(kept.map((column, index) => [column, index])), rows };
}

/** White space does not count; a line break cannot be in a tidied text. */
function toKey(cells: readonly unknown[]): string {
  return cells.map((cell) => tidy(toText(cell))).join('\n');
}

export function addUnknownColumn({ faults }: Sources, path: string, column: string, table: Table): void {
  const known = [...(table.columns?.keys() ?? [])];
  const twin = known.find((name) => name.toLowerCase() === column.toLowerCase());
  const listed = `${known.slice(0, 12).join(', ')}${known.length > 12 ? `, … (${known.length} in all)` : ''}`;
  const hint =
    twin === undefined ? (known.length === 0 ? '' : ` Its columns are ${listed}.`) : ` Did you mean ${quote(twin)}?`;
  faults.addAt(path, 'unknown_column', `${table.name} has no column ${quote(column)}.${hint}`);
}
