import type { Catalog, Lookup } from '../../../shared/domain/catalog/schema.ts';
import type { CatalogDiff } from '../../../shared/domain/catalogDiff/schema.ts';
import { questionOf } from './naming.ts';
import { offersOf, type Offered } from './offered.ts';
import { byCodeUnits, valueOf } from './values.ts';

/** Far more than small catalogues have, so every list is complete; rows of offers are sorted by their text. */
export function interpretDiff(from: Catalog, to: Catalog): CatalogDiff {
  const attributeFields = ['type', 'label', 'unit', 'better', 'values'];
  const questionFields = [
    ...['text', 'kind', 'effect', 'attribute', 'attributeBy', 'options', 'match', 'compare', 'unknown'],
    ...['askWhen', 'weight', 'curve', 'importance', 'answerable'],
  ];
  const catalogFields = ['title', 'currency', 'ranking', 'segments', 'stopAt'];
  return {
    definition: [
      ...fieldChanges(from, to, catalogFields),
      ...fieldChanges(from.offers ?? {}, to.offers ?? {}, ['requires']),
    ],
    attributes: itemChanges(from.attributes, to.attributes, attributeFields),
    questions: itemChanges(from.questions, to.questions, questionFields),
    lookups: lookupChanges(from.lookups ?? [], to.lookups ?? []),
    plans: planChanges(from, to),
    offers: offerChanges(from, to),
  };
}

/** What is not written is null, which no field of a catalogue ever is. */
const read = (item: object, field: string): unknown => (item as Record<string, unknown>)[field] ?? null;

const isSame = (one: unknown, other: unknown): boolean => textOf(one) === textOf(other);

/** JSON, with the keys of every object sorted: the same value gives the same text. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => byCodeUnits(a, b));
  return `{${entries.map(([key, field]) => `${JSON.stringify(key)}:${textOf(field)}`).join()}}`;
}

function fieldChanges(from: object, to: object, fields: string[]) {
  return fields
    .map((field) => ({ field, from: read(from, field), to: read(to, field) }))
    .filter((change) => !isSame(change.from, change.to))
    .map((change) => {
      const isLong = JSON.stringify(change.from).length > 2_000 || JSON.stringify(change.to).length > 2_000;
      return isLong ? { field: change.field, truncated: true } : { ...change, truncated: false };
    });
}

function itemChanges(from: { id: string }[], to: { id: string }[], fields: string[]) {
  const has = (items: { id: string }[], id: string) => items.some((item) => item.id === id);
  const both = to.filter(({ id }) => has(from, id));
  return {
    added: to.filter(({ id }) => !has(from, id)).map(({ id }) => id),
    removed: from.filter(({ id }) => !has(to, id)).map(({ id }) => id),
    changed: both
      .map((item) => ({
        id: item.id,
        fields: fieldChanges(
          from.find(({ id }) => id === item.id)!,
          item,
          fields,
        ),
      }))
      .filter((change) => change.fields.length > 0),
    reordered: !isSame(
      both.map(({ id }) => id),
      from.filter(({ id }) => has(to, id)).map(({ id }) => id),
    ),
  };
}

function lookupChanges(from: Lookup[], to: Lookup[]): CatalogDiff['lookups'] {
  const nameAmong = (lookups: Lookup[]) => (lookup: Lookup, place: number) => {
    const name = JSON.stringify([lookup.from, lookup.to]);
    const before = lookups.slice(0, place).filter((other) => JSON.stringify([other.from, other.to]) === name).length;
    return { name: `${before} ${name}`, lookup, rows: [...new Set(lookup.rows.map((row) => JSON.stringify(row)))] };
  };
  const before = from.map(nameAmong(from));
  const after = to.map(nameAmong(to));
  const among = (others: typeof before) => (one: (typeof before)[number]) =>
    others.some(({ name }) => name === one.name);
  const counted = ({ lookup, rows }: (typeof before)[number]) => ({
    from: lookup.from,
    to: lookup.to,
    rows: rows.length,
  });
  return {
    added: after.filter((one) => !among(before)(one)).map(counted),
    removed: before.filter((one) => !among(after)(one)).map(counted),
    changed: after.filter(among(before)).flatMap(({ name, lookup, rows }) => {
      const former = before.find((one) => one.name === name)!.rows;
      const rowsAdded = rows.filter((row) => !former.includes(row)).length;
      const rowsRemoved = former.filter((row) => !rows.includes(row)).length;
      return rowsAdded + rowsRemoved === 0 ? [] : [{ from: lookup.from, to: lookup.to, rowsAdded, rowsRemoved }];
    }),
    reordered: !isSame(
      after.filter(among(before)).map(({ name }) => name),
      before.filter(among(after)).map(({ name }) => name),
    ),
  };
}

/** Attribute ids in the order in which they are reported. */
const attributeIds = (from: Catalog, to: Catalog): string[] => [
  ...new Set([...to.attributes, ...from.attributes].map(({ id }) => id)),
];

function differ(one: Offered, other: Offered, attribute: string): boolean {
  const comparable = (plan: Offered) => {
    const value = valueOf(plan, attribute);
    return Array.isArray(value) ? [...value].sort(byCodeUnits) : value;
  };
  return !isSame(comparable(one), comparable(other));
}

function planChanges(from: Catalog, to: Catalog): CatalogDiff['plans'] {
  const find = (catalog: Catalog, id: string) => catalog.plans.find(({ planId }) => planId === id);
  const listed = (ids: string[]) => ({ total: ids.length, planIds: ids.sort(byCodeUnits) });
  const idsOf = (catalog: Catalog) => catalog.plans.map(({ planId }) => planId);
  const both = idsOf(from).filter((id) => find(to, id));
  const name = both.filter((id) => find(from, id)!.name !== find(to, id)!.name);
  const attributes = attributeIds(from, to)
    .map((attribute) => ({
      attribute,
      ...listed(both.filter((id) => differ(find(from, id)!, find(to, id)!, attribute))),
    }))
    .filter(({ total }) => total > 0);
  const changed = both.filter((id) => name.includes(id) || attributes.some(({ planIds }) => planIds.includes(id)));
  return {
    added: listed(idsOf(to).filter((id) => !find(from, id))),
    removed: listed(idsOf(from).filter((id) => !find(to, id))),
    changed: { ...listed(changed), name: listed(name), attributes },
  };
}

function offerChanges(from: Catalog, to: Catalog): CatalogDiff['offers'] {
  const rowsOf = (catalog: Catalog) =>
    catalog.offers === undefined
      ? []
      : offersOf(catalog).map((offer) => {
          const ids = [...catalog.offers!.requires].sort(byCodeUnits);
          const market = ids.map((id) => [id, valueOf(offer, questionOf(catalog, id).attribute!)]);
          return { offer, key: JSON.stringify([offer.planId, market]) };
        });
  const before = new Map(rowsOf(from).map(({ key, offer }) => [key, offer]));
  const after = new Map(rowsOf(to).map(({ key, offer }) => [key, offer]));
  const listed = (keys: string[]) => ({ total: keys.length, rows: keys.map(toRow) });
  const both = [...after.keys()].filter((key) => before.has(key));
  const attributes = attributeIds(from, to)
    .map((attribute) => ({
      attribute,
      keys: both.filter((key) => differ(before.get(key)!, after.get(key)!, attribute)),
    }))
    .filter(({ keys }) => keys.length > 0);
  return sortedRows({
    added: listed([...after.keys()].filter((key) => !before.has(key))),
    removed: listed([...before.keys()].filter((key) => !after.has(key))),
    changed: {
      ...listed([...new Set(attributes.flatMap(({ keys }) => keys))]),
      attributes: attributes.map(({ attribute, keys }) => ({ attribute, total: keys.length })),
    },
  });
}

function toRow(key: string): CatalogDiff['offers']['added']['rows'][number] {
  const [planId, market] = JSON.parse(key) as [string, [string, string][]];
  return { planId, market: Object.fromEntries(market) };
}

/** Rows in an order that does not depend on the markets. */
export function sortedRows({ added, removed, changed }: CatalogDiff['offers']): CatalogDiff['offers'] {
  const sorted = <T extends CatalogDiff['offers']['added']>(list: T): T => {
    const keyOf = ({ planId, market }: T['rows'][number]) => JSON.stringify([planId, Object.entries(market).sort()]);
    return { ...list, rows: [...list.rows].sort((a, b) => byCodeUnits(keyOf(a), keyOf(b))) };
  };
  return { added: sorted(added), removed: sorted(removed), changed: sorted(changed) };
}
