import fc from 'fast-check';
import type { Catalog, Plan, Value } from '../../../shared/domain/catalog/schema.ts';
import { validateCatalog } from '../../../shared/domain/catalog/validateCatalog.ts';
import { catalogArbitrary } from './catalogs.ts';

export interface Versions {
  from: Catalog;
  to: Catalog;
}

/** Something done to a catalogue in place; `one` and `other` choose where. */
type Edit = (catalog: Catalog, one: number, other: number) => void;

const pick = <T>(items: T[], choice: number): T | undefined => items[choice % Math.max(1, items.length)];

const edits: Edit[] = [
  (catalog, one) => {
    const gone = pick(catalog.plans, one)?.planId;
    catalog.plans = catalog.plans.filter(({ planId }) => planId !== gone);
    if (catalog.offers) catalog.offers.rows = catalog.offers.rows.filter(({ planId }) => planId !== gone);
  },
  (catalog, one, other) => {
    const copied = pick(catalog.plans, one);
    if (copied) catalog.plans.push({ ...structuredClone(copied), planId: `copy ${other}` });
  },
  (catalog, one, other) => copyValue(catalog, catalog.plans, one, other),
  (catalog, one) => shiftValues(catalog, catalog.plans, one),
  (catalog, _, other) => shiftValues(catalog, catalog.plans, other),
  (catalog, one) => {
    const plan = pick(catalog.plans, one);
    if (plan) plan.name = 'Renamed';
  },
  (catalog, one) => catalog.offers?.rows.splice(one % Math.max(1, catalog.offers.rows.length), 1),
  (catalog, one, other) => copyValue(catalog, catalog.offers?.rows ?? [], one, other),
  (catalog, one) => shiftValues(catalog, catalog.offers?.rows ?? [], one),
  (catalog, _, other) => shiftValues(catalog, catalog.offers?.rows ?? [], other),
  (catalog) => catalog.offers?.requires.reverse(),
  (catalog) => catalog.offers?.requires.pop(),
  (catalog) => delete catalog.offers,
  (catalog) => catalog.attributes.reverse(),
  (catalog, one) => {
    const attribute = pick(catalog.attributes, one);
    if (attribute) attribute.label = attribute.label === undefined ? 'Label' : 'x'.repeat(2_100);
  },
  (catalog, one) => void pick(catalog.attributes, one)?.values?.reverse(),
  (catalog) => catalog.questions.reverse(),
  (catalog, one) => catalog.questions.splice(one % Math.max(1, catalog.questions.length), 1),
  (catalog, one, other) => {
    const question = pick(catalog.questions, one);
    if (question) question.answerable = (other % 10) / 10;
  },
  (catalog, one) => void pick(catalog.lookups ?? [], one)?.rows.shift(),
  (catalog, one) => {
    const rows = pick(catalog.lookups ?? [], one)?.rows;
    if (rows !== undefined && rows.length > 0) rows.push(structuredClone(rows[0]!));
  },
  (catalog) => void catalog.lookups?.reverse(),
  (catalog, one) => void catalog.lookups?.splice(one % Math.max(1, catalog.lookups.length), 1),
  (catalog, _, other) => {
    catalog.title = `Version ${other}`;
  },
];

/** A plan or an offer row. */
type Item = Pick<Plan, 'values'>;

/** Gives what is at one place the value that another has. */
function copyValue(catalog: Catalog, items: Item[], one: number, other: number): void {
  const id = pick(catalog.attributes, one + other)?.id;
  const to = pick(items, other);
  if (id !== undefined && to !== undefined) take(to, pick(items, one)!, id);
}

/** Gives each the value of the one after it. */
function shiftValues(catalog: Catalog, items: Item[], choice: number): void {
  const id = pick(catalog.attributes, choice)?.id;
  if (id !== undefined) items.slice(1).forEach((item, place) => take(items[place]!, item, id));
}

/** A value that is not there is taken away. */
function take(to: Item, { values: from = {} }: Item, id: string): void {
  const kept = Object.entries(to.values ?? {}).filter(([key]) => key !== id);
  const copied: [string, Value][] = Object.hasOwn(from, id) ? [[id, structuredClone(from[id]!)]] : [];
  to.values = Object.fromEntries([...kept, ...copied]);
}

/** What becomes of any catalogue: another valid version of it. */
export const editingArbitrary: fc.Arbitrary<(catalog: Catalog) => Catalog> = fc
  .array(fc.tuple(fc.constantFrom(...edits), fc.nat(999), fc.nat(999)), { maxLength: 12, size: 'max' })
  .map((chosen) => (catalog) => chosen.reduce(edited, catalog));

/** Two valid versions: often one edited into the other, sometimes two that have little in common. */
export const versionsArbitrary: fc.Arbitrary<Versions> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(catalogArbitrary, editingArbitrary).map(([{ catalog }, edit]) => ({
      from: catalog,
      to: edit(catalog),
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(catalogArbitrary, catalogArbitrary)
      .map(([from, to]) => ({ from: from.catalog, to: to.catalog })),
  },
);

/** An edit that would leave a catalogue with faults is not made. */
function edited(catalog: Catalog, [edit, one, other]: [Edit, number, number]): Catalog {
  const next = structuredClone(catalog);
  edit(next, one, other);
  return 'catalog' in validateCatalog(structuredClone(next)) ? next : catalog;
}
