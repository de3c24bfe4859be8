import type { Value } from '../catalog/schema.ts';
import type { Column } from './columns.ts';
import { stringAt, type StringPool } from './stringPool.ts';

/** What a shortlist says of a plan whatever the request: frozen, shared between answers. */
export interface PlanCard {
  readonly planId: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, Value>>;
  /** The same as JSON: `"planId":…,"name":…` and `"attributes":…`, without braces. Most of an answer's text is this. */
  text(): CardText;
}

export interface CardText {
  readonly name: string;
  readonly attributes: string;
}

/** Cards are made when first read and kept for a while, so that plans which many people see are made once. */
export interface PlanCards {
  of(row: number): PlanCard;
}

/** There are two generations; the older one is dropped when the younger is full, which bounds the memory. */
const CARDS_PER_GENERATION = 4096;

/** @param planOf number of the plan that a row is of. */
export function createPlanCards(
  planIds: StringPool,
  names: StringPool,
  columns: readonly Column[],
  planOf: (row: number) => number,
): PlanCards {
  /** All attributes unknown. Copies of it share one hidden class; ids such as `__proto__` are own properties of it. */
  const blank = Object.fromEntries(columns.map((column): [string, Value] => [column.attribute.id, null]));
  let young = new Map<number, PlanCard>();
  let old = new Map<number, PlanCard>();

  const create = (row: number): PlanCard => {
    const attributes = { ...blank };
    for (const column of columns) {
      const value = valueAt(column, row);
      if (value !== null) attributes[column.attribute.id] = value;
    }
    const plan = planOf(row);
    const planId = stringAt(planIds, plan);
    const name = stringAt(names, plan);
    let text: CardText | undefined;
    return Object.freeze({
      planId,
      name,
      attributes: Object.freeze(attributes),
      text: () =>
        (text ??= {
          name: `"planId":${JSON.stringify(planId)},"name":${JSON.stringify(name)}`,
          attributes: `"attributes":${JSON.stringify(attributes)}`,
        }),
    });
  };

  return {
    of(row) {
      let card = young.get(row);
      if (card !== undefined) return card;
      card = old.get(row) ?? create(row);
      if (young.size >= CARDS_PER_GENERATION) {
        old = young;
        young = new Map();
      }
      young.set(row, card);
      return card;
    },
  };
}

/** The value of a row as the catalogue gave it; null when unknown. */
export function valueAt(column: Column, row: number): Value {
  if (column.known !== null && ((column.known[row >>> 5]! >>> (row & 31)) & 1) === 0) return null;
  if (column.kind === 'number') return column.values[row]!;
  if (column.kind === 'text') return stringAt(column.texts, column.places === null ? row : column.places[row]!);
  if (column.codes !== null) {
    const code = column.codes[row]! - 1;
    return column.attribute.type === 'boolean' ? code === 0 : column.values[code]!;
  }
  const held: string[] = [];
  const list = column.lists![row]!;
  for (let i = column.offsets![list]!; i < column.offsets![list + 1]!; i++)
    held.push(column.values[column.items![i]!]!);
  return held;
}
