import type { CatalogDefinition, Value } from '../catalog/schema.ts';
import type { CompiledQuestionnaire } from '../questionnaire/compileQuestionnaire.ts';
import type { Column } from './columns.ts';
import { findString, stringAt, type StringPool } from './stringPool.ts';

/** A catalogue version ready to answer: immutable, shared by all requests. */
export interface CompiledCatalog {
  readonly definition: CatalogDefinition;
  readonly questionnaire: CompiledQuestionnaire;
  readonly planCount: number;
  /** Rows ascend by plan id (UTF-16 code units), so the lower row wins a tie. */
  readonly rows: number;
  /** Words of a bitset over the rows. */
  readonly words: number;
  /** By attribute, in the order of the definition. */
  readonly columns: readonly Column[];
  readonly planIds: StringPool;
  readonly names: StringPool;
  /** Bytes of all buffers. */
  readonly byteLength: number;
  /** Filled while serving; see `planCard`. */
  readonly cards: CardCache;
}

/** What a shortlist says of a plan whatever the request: frozen, shared between answers. */
export interface PlanCard {
  readonly planId: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, Value>>;
}

/** Two generations of cards: the older one is dropped when the younger one is full, so memory stays bounded. */
export interface CardCache {
  young: Map<number, PlanCard>;
  old: Map<number, PlanCard>;
}

const CARDS_PER_GENERATION = 4096;

export function planCard(catalog: CompiledCatalog, row: number): PlanCard {
  const { cards } = catalog;
  let card = cards.young.get(row);
  if (card !== undefined) return card;
  card = cards.old.get(row) ?? createCard(catalog, row);
  if (cards.young.size >= CARDS_PER_GENERATION) {
    cards.old = cards.young;
    cards.young = new Map();
  }
  cards.young.set(row, card);
  return card;
}

function createCard(catalog: CompiledCatalog, row: number): PlanCard {
  const attributes = Object.fromEntries(
    catalog.columns.map((column): [string, Value] => [column.attribute.id, valueAt(column, row)]),
  );
  return Object.freeze({
    planId: stringAt(catalog.planIds, row),
    name: stringAt(catalog.names, row),
    attributes: Object.freeze(attributes),
  });
}

/** The value of a row as the catalogue gave it; null when unknown. */
export function valueAt(column: Column, row: number): Value {
  if (column.known !== null && ((column.known[row >>> 5]! >>> (row & 31)) & 1) === 0) return null;
  if (column.kind === 'number') return column.values[row]!;
  if (column.kind === 'text') return stringAt(column.texts, row);
  if (column.codes !== null) {
    const code = column.codes[row]! - 1;
    return column.attribute.type === 'boolean' ? code === 0 : column.values[code]!;
  }
  const held: string[] = [];
  for (let i = column.offsets![row]!; i < column.offsets![row + 1]!; i++) held.push(column.values[column.items![i]!]!);
  return held;
}

/** Row of a plan id, -1 when there is no such plan. */
export function rowOf(catalog: CompiledCatalog, planId: string): number {
  return findString(catalog.planIds, planId);
}
