import { AttributeSchema, QuestionSchema, type CatalogDefinition } from '../catalog/schema.ts';
import { ownField, sameJson } from './sameJson.ts';
import { DIFF_LIMITS, type CatalogDiff, type FieldChange, type ItemsDiff } from './schema.ts';

const definitionFields: readonly (keyof CatalogDefinition)[] = ['title', 'currency', 'ranking', 'segments', 'stopAt'];

/**
 * What changed in what is written of a catalogue besides plans, rows and lookups. As written: a default that is written
 * out is a change, though it means the same.
 */
export function diffDefinition(
  from: CatalogDefinition,
  to: CatalogDefinition,
): Pick<CatalogDiff, 'definition' | 'attributes' | 'questions'> {
  const requires = ({ offers }: CatalogDefinition) => (offers === undefined ? {} : { requires: offers.requires });
  return {
    definition: [...diffFields(from, to, definitionFields), ...diffFields(requires(from), requires(to), ['requires'])],
    attributes: diffItems(from.attributes, to.attributes, Object.keys(AttributeSchema.properties)),
    questions: diffItems(from.questions, to.questions, Object.keys(QuestionSchema.properties)),
  };
}

function diffItems<Item extends { id: string }>(
  from: readonly Item[],
  to: readonly Item[],
  fields: readonly string[],
): ItemsDiff {
  const before = new Map(from.map((item) => [item.id, item]));
  const after = new Map(to.map((item) => [item.id, item]));
  const staying = to.filter(({ id }) => before.has(id));
  const formerly = from.filter(({ id }) => after.has(id));
  return {
    added: to.filter(({ id }) => !before.has(id)).map(({ id }) => id),
    removed: from.filter(({ id }) => !after.has(id)).map(({ id }) => id),
    changed: staying
      .map((item) => ({ id: item.id, fields: diffFields(before.get(item.id)!, item, fields) }))
      .filter((change) => change.fields.length > 0),
    reordered: staying.some(({ id }, place) => formerly[place]!.id !== id),
  };
}

function diffFields(from: object, to: object, fields: readonly string[]): FieldChange[] {
  return fields
    .filter((field) => !sameJson(ownField(from, field), ownField(to, field)))
    .map((field) => toFieldChange(field, ownField(from, field) ?? null, ownField(to, field) ?? null));
}

function toFieldChange(field: string, from: unknown, to: unknown): FieldChange {
  const isShown = [from, to].every((value) => JSON.stringify(value).length <= DIFF_LIMITS.shownField);
  return isShown ? { field, from, to, truncated: false } : { field, truncated: true };
}
