import { openObject, readArray, readStrings, requireField, getField, type Spot } from './fieldChecks.ts';
import { pointerTo, quote } from './jsonPointer.ts';
import type { DeclaredAttributes } from './validateAttributes.ts';
import type { KnownQuestion, KnownQuestions } from './validateReferences.ts';

const OFFERS_FIELDS = ['requires', 'rows'];

/** What the rows of `offers` are checked with. */
export interface CheckedOffers {
  /** Ids of the attributes that say which market a row is for; undefined where `requires` has faults. */
  readonly required: readonly string[] | undefined;
}

/** Checks `offers`; that its rows are an array is checked, what is in them is not. */
export function validateOffers(
  catalog: Spot,
  attributes: DeclaredAttributes,
  known: KnownQuestions,
): CheckedOffers | undefined {
  if (!Object.hasOwn(catalog.object, 'offers')) return undefined;
  const path = pointerTo(catalog.path, 'offers');
  const offers = openObject(catalog.faults, getField(catalog, 'offers'), path, OFFERS_FIELDS);
  if (offers === undefined) return undefined;
  if (requireField(offers, 'rows')) readArray(offers, 'rows');
  return { required: requireField(offers, 'requires') ? readRequires(offers, attributes, known) : undefined };
}

function readRequires(
  offers: Spot,
  attributes: DeclaredAttributes,
  known: KnownQuestions,
): readonly string[] | undefined {
  const { faults } = offers;
  const totalBefore = faults.total;
  const taken = new Set<string>();
  const required: (string | undefined)[] = [];
  for (const { value, path } of readStrings(offers, 'requires') ?? []) {
    const question = known.byId.get(value);
    if (question === undefined) {
      faults.add(path, 'unknown_question', `Add a question ${quote(value)} to "questions", or name one that is there.`);
    } else if (!canBeRequired(question, attributes)) {
      const message = `Make ${quote(value)} a single filter by "attribute" on a category, without "askWhen", or leave it out.`;
      faults.add(path, 'wrong_required', message);
    } else {
      const { attribute } = question.fields;
      required.push(typeof attribute === 'string' && attributes.types.has(attribute) ? attribute : undefined);
    }
    if (taken.has(value)) faults.add(path, 'duplicate_id', `List ${quote(value)} once.`);
    taken.add(value);
  }
  const isReadable = (id: string | undefined) => id !== undefined;
  return faults.total === totalBefore && required.every(isReadable) ? [...new Set(required)] : undefined;
}

/** Nothing is said about what is a fault of the question itself, such as an attribute that nothing declares. */
function canBeRequired({ kind, fields }: KnownQuestion, { types }: DeclaredAttributes): boolean {
  const { effect, attribute } = fields;
  if (Object.hasOwn(fields, 'askWhen') || Object.hasOwn(fields, 'attributeBy')) return false;
  if (effect === 'context' || effect === 'preference') return false;
  const type = typeof attribute === 'string' ? types.get(attribute) : undefined;
  return (kind === undefined || kind === 'single') && (type === undefined || type === 'category');
}
