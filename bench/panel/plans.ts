import type { Plan } from '../../shared/domain/catalog/schema.ts';
import { createRandom, type Random } from '../support/random.ts';
import { booleanColumns, categoryColumns, drawZipf, numberColumns, setColumns, type OptionColumn } from './columns.ts';

const MOST_SET_DRAWS = 4;
const EMPTY_SET_SHARE = 0.03;

function drawSet(random: Random, column: OptionColumn): string[] {
  if (random.next() < EMPTY_SET_SHARE) return [];
  const draws = 1 + random.integer(MOST_SET_DRAWS);
  const members = new Set<string>();
  for (let draw = 0; draw < draws; draw += 1) members.add(column.values[drawZipf(random, column.values.length)]!);
  return [...members];
}

/** What the panel's plans hold under each attribute; every key is there. */
export type PanelValues = Record<string, string | number | boolean | string[]>;
export type PanelPlan = Plan & { values: PanelValues };

/** The plan at `index` of the panel with this seed: the same whatever is made before or after it. */
export function createPlan(seed: number, index: number): PanelPlan {
  const random = createRandom(seed, 0x70, index);
  const values: PanelValues = {};
  for (const column of categoryColumns) values[column.id] = column.values[drawZipf(random, column.values.length)]!;
  for (const column of setColumns) values[column.id] = drawSet(random, column);
  for (const column of numberColumns) values[column.id] = column.draw(random);
  for (const column of booleanColumns) values[column.id] = drawZipf(random, 2) === 0;
  // Ids are not padded, so their order is not the order of creation and no engine gets the tie-break for nothing.
  return { planId: `p${index}`, name: `Plan ${index}`, values };
}

export function* createPlans(seed: number, count: number): Generator<PanelPlan> {
  for (let index = 0; index < count; index += 1) yield createPlan(seed, index);
}
