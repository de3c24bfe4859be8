import type { SourceAccount } from '../../domain/catalog/mapping/account.ts';
import { createRowConverter } from '../../domain/catalog/mapping/convertRow.ts';
import type { ConvertedRow, FindColumn } from '../../domain/catalog/mapping/convertRow.ts';
import type { OfferSource, PlanSource, RowRules } from '../../domain/catalog/mapping/mapping.ts';
import { columnOf, placePath, type Place } from '../../domain/catalog/mapping/sourceFaults.ts';
import type { CatalogSink } from './catalogSink.ts';
import { addUnknownColumn, openJoinedTable } from './joinTables.ts';
import { openTable, type Sources, type Table } from './openTable.ts';

/** Reads the rows of one source into the sink, as plans or as offers. */
export async function readMapped(
  source: PlanSource | OfferSource,
  made: 'plans' | 'offers',
  sink: CatalogSink,
  sources: Sources,
): Promise<SourceAccount | undefined> {
  const { rules } = source;
  const isFull = (): boolean => sink.isFull;
  const countBefore = sink[made];
  const add = (item: unknown, place: Place): void => {
    sources.faults.noteOrigin(made, sink[made], place, rules);
    if (made === 'plans') sink.addPlan(item);
    else sink.addOffer(item);
  };
  const read = rules === undefined ? readAsTheyAre(source, add, sources, isFull) : readByRules();
  const done = await read;
  return done === undefined ? undefined : { ...done, made, count: sink[made] - countBefore };

  async function readByRules(): Promise<Omit<SourceAccount, 'made' | 'count'> | undefined> {
    const { planId, name, values } = rules!;
    const everyRule = [planId, ...(name === undefined ? [] : [name]), ...values.map(({ rule }) => rule)];
    const joined = await openJoinedTable(source, everyRule, sources);
    if (joined === undefined) return undefined;
    const { table, findColumn } = joined;
    const convert = createConverter(rules!, findColumn, table, sink, sources);
    const isRepeat = 'repeated' in source && source.repeated ? createRepeatCheck(rules!, table, sources) : undefined;
    let rows = 0;
    await table.eachRow((record) => {
      rows += 1;
      const row = joined.join(record);
      if (row === undefined) return;
      const { item, isGood } = convert.convert(row);
      if (!isGood) {
        if (made === 'plans') sink.notePlan(item);
      } else if (isRepeat?.(item) !== true) add(item, table.place);
    }, isFull);
    if (rows > 0) for (const column of table.neverSeen()) addUnknownColumn(sources, source.path, column, table);
    return { file: table.name, rows, values: convert.summarise(), unjoined: joined.unjoined };
  }
}

function createConverter(
  rules: RowRules,
  findColumn: FindColumn,
  { place }: Table,
  { types }: CatalogSink,
  { faults }: Sources,
): ReturnType<typeof createRowConverter> {
  return createRowConverter({ rules, types, findColumn, place, faults });
}

/** Lines that are plans or offer rows already. */
async function readAsTheyAre(
  source: PlanSource | OfferSource,
  add: (item: unknown, place: Place) => void,
  sources: Sources,
  isFull: () => boolean,
): Promise<Omit<SourceAccount, 'made' | 'count'> | undefined> {
  const table = await openTable(source, sources, 1);
  if (table === undefined) return undefined;
  if (table.columns !== undefined) {
    sources.faults.addAt(source.path, 'missing_field', 'Add planId, name and values: a CSV file has to be mapped.');
    return undefined;
  }
  let rows = 0;
  await table.eachRow((record) => {
    rows += 1;
    add(record, table.place);
  }, isFull);
  return { file: table.name, rows, values: [], unjoined: new Map() };
}

/** Whether a plan is there already; a row that says something else of it is a fault. */
function createRepeatCheck(rules: RowRules, { place }: Table, { faults }: Sources): (plan: ConvertedRow) => boolean {
  const known = new Map<string, { row: number; text: string }>();
  return (plan) => {
    const text = JSON.stringify(plan);
    const first = known.get(plan.planId);
    if (first === undefined) {
      known.set(plan.planId, { row: place.row, text });
      return false;
    }
    if (first.text === text) return true;
    const message = `Say the same of the plan as row ${first.row} does, or map what differs by market below "offers".`;
    faults.addAt(placePath(place, columnOf(rules.planId)), 'different_repeat', message);
    return true;
  };
}
