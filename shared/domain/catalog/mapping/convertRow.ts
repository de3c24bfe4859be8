import { quote } from '../jsonPointer.ts';
import type { Value } from '../schema.ts';
import type { AttributeTypes } from './checkRules.ts';
import type { RowRules, Rule, TargetType } from './mapping.ts';
import { createCellReader, type CellReader } from './readCell.ts';
import { toReading, type Reading } from './readText.ts';
import { columnOf, columnsOf, placePath, type Place, type SourceFaults } from './sourceFaults.ts';
import type { TallySummary } from './tally.ts';

/** A row's own record, then the cells of each joined row (undefined where there is none). */
export type JoinedRow = readonly unknown[];
export type GetCell = (row: JoinedRow) => unknown;
/** How to get at a column; undefined when no file has it. */
export type FindColumn = (column: string) => GetCell | undefined;

export interface RowConverter {
  /** What could be read, and whether that is all. The values of an offer hold null for what is unknown, for that is what it says. */
  convert(row: JoinedRow): { item: ConvertedRow; isGood: boolean };
  summarise(): { id: string; columns: readonly string[]; summary: TallySummary }[];
}

export interface ConvertedRow {
  planId: string;
  name?: string;
  values: Record<string, Value>;
}

export interface RowConversion {
  readonly rules: RowRules;
  readonly types: AttributeTypes;
  readonly findColumn: FindColumn;
  readonly place: Place;
  readonly faults: SourceFaults;
}

/** Turns rows into plans or offer rows by the rules of a source. `place` says which row it is. */
export function createRowConverter({ rules, types, findColumn, place, faults }: RowConversion): RowConverter {
  const open = (rule: Rule, target: TargetType) => createColumnReader(rule, target, findColumn);
  const planId = open(rules.planId, 'id');
  const name = rules.name === undefined ? undefined : open(rules.name, 'id');
  const values = rules.values.map(({ id, rule }) => ({ id, reader: open(rule, types.get(id) ?? 'text') }));
  const isOffer = name === undefined;

  function readField(reader: ColumnReader, row: JoinedRow, field: string): string | undefined {
    const reading = reader.read(row);
    if (reading.outcome === 'known') return reading.value as string;
    const message = `Give the row a ${field}; ${isOffer ? 'an offer' : 'a plan'} needs one.`;
    faults.addAt(placePath(place, columnOf(reader.rule)), 'missing_value', message);
    return undefined;
  }

  return {
    convert(row) {
      const totalBefore = faults.total;
      const converted: ConvertedRow = { planId: readField(planId, row, 'plan id') ?? '', values: {} };
      if (name !== undefined) converted.name = readField(name, row, 'name') ?? '';
      for (const { id, reader } of values) {
        const reading = reader.read(row);
        if (reading.outcome === 'known') setOwn(converted.values, id, reading.value);
        else if (isOffer) setOwn(converted.values, id, null);
        if (reading.outcome !== 'notUnderstood' || reader.rule.notUnderstood === 'unknown') continue;
        faults.addAt(placePath(place, columnOf(reader.rule)), 'not_understood', explain(reader, row, types.get(id)));
      }
      return { item: converted, isGood: faults.total === totalBefore };
    },
    summarise: () =>
      [{ id: 'planId', reader: planId }, ...(name === undefined ? [] : [{ id: 'name', reader: name }]), ...values].map(
        ({ id, reader }) => ({
          id,
          columns: columnsOf(reader.rule),
          summary: reader.cells.tally.summarise(),
        }),
      ),
  };
}

interface ColumnReader {
  readonly rule: Rule;
  readonly cells: CellReader;
  read(row: JoinedRow): Reading;
  /** The text that was read, for a message. */
  textOf(row: JoinedRow): string;
}

/** What a rule reads in a row. Its columns must be there; `findMissingColumns` says which are not. */
export function createColumnReader(rule: Rule, target: TargetType, findColumn: FindColumn): ColumnReader {
  const cells = createCellReader(rule, target);
  const getters = columnsOf(rule).map((column) => findColumn(column) ?? (() => undefined));
  const [first = () => undefined] = getters;
  const { from } = rule;
  let getCell: GetCell = first;
  if (from.kind === 'firstOf') {
    getCell = (row) => getters.map((get) => get(row)).find((cell) => !isBlank(cell));
  } else if (from.kind === 'together') {
    getCell = (row) => {
      const parts = getters.map((get) => get(row));
      return parts.some(isBlank) ? undefined : parts.map(toText).join(from.between);
    };
  }
  const constant = from.kind === 'constant' ? toReading(from.value, [], rule, target) : undefined;
  return {
    rule,
    cells,
    read: (row) => constant ?? cells.read(getCell(row)),
    textOf: (row) => toText(getCell(row)),
  };
}

export function findMissingColumns(rules: readonly Rule[], findColumn: FindColumn): { rule: Rule; column: string }[] {
  return rules.flatMap((rule) =>
    columnsOf(rule)
      .filter((column) => findColumn(column) === undefined)
      .map((column) => ({ rule, column })),
  );
}

function isBlank(cell: unknown): boolean {
  return cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');
}

export function toText(cell: unknown): string {
  if (typeof cell === 'string') return cell.trim();
  return cell === undefined ? '' : JSON.stringify(cell);
}

function explain(reader: ColumnReader, row: JoinedRow, type: TargetType | undefined): string {
  const text = quote(reader.textOf(row));
  const as = reader.rule.as ?? type ?? 'text';
  return `Cannot read ${text} as ${as}: say what it means in "words", or that it is unknown in "unknown".`;
}

/** An own property also where the id is "__proto__". */
function setOwn(values: Record<string, Value>, id: string, value: Value): void {
  if (id !== '__proto__') values[id] = value;
  else Object.defineProperty(values, id, { value, enumerable: true, writable: true, configurable: true });
}
