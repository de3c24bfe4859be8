import {
  readAttributeReference,
  validateDeclaredValues,
  type Column,
  type DeclaredAttributes,
} from './validateAttributes.ts';
import { validateCondition } from './validateCondition.ts';
import { validateCurve } from './validateCurve.ts';
import type { Dependency } from './validateDependencies.ts';
import {
  checkId,
  fault,
  hasField,
  openObject,
  readArray,
  readChoice,
  readNumber,
  readString,
  refuseFields,
  requireField,
  type Spot,
} from './fieldChecks.ts';
import { pointerTo, quote } from './jsonPointer.ts';
import { validateLookup } from './validateLookup.ts';
import { collectQuestions, type KnownQuestions } from './validateReferences.ts';
import {
  COMPARES,
  EFFECTS,
  LIMITS,
  MATCHES,
  QUESTION_KINDS,
  UNKNOWNS,
  type AttributeType,
  type Effect,
  type QuestionKind,
} from './schema.ts';

const QUESTION_FIELDS = [
  'id',
  'text',
  'kind',
  'effect',
  'attribute',
  'attributeBy',
  'options',
  'match',
  'compare',
  'unknown',
  'askWhen',
  'weight',
  'curve',
  'importance',
  'answerable',
];
const COLUMN_FIELDS = ['attribute', 'attributeBy', 'match', 'compare', 'unknown', 'weight', 'curve'];

const TYPES_BY_KIND: Record<QuestionKind, readonly AttributeType[]> = {
  single: ['category', 'set'],
  multiple: ['category', 'set'],
  number: ['number'],
  range: ['number'],
  boolean: ['boolean'],
};

export interface CheckedQuestions {
  readonly known: KnownQuestions;
  /** Where the weight of each preference stands, for the check of their sum. */
  readonly weights: readonly WeightAt[];
  /** Who waits for whom, by `askWhen` and `attributeBy`; of more questions than the limit, none. */
  readonly dependencies: readonly Dependency[];
}

export interface WeightAt {
  readonly weight: number;
  readonly path: string;
}

export function validateQuestions(catalog: Spot, attributes: DeclaredAttributes): CheckedQuestions {
  const list = (requireField(catalog, 'questions') ? readArray(catalog, 'questions') : undefined) ?? [];
  if (list.length > LIMITS.questions) {
    fault(catalog, 'questions', 'too_many', `Ask at most ${LIMITS.questions} questions; these are ${list.length}.`);
  }
  const known = collectQuestions(list);
  const taken = new Set<string>();
  const dependencies: Dependency[] = [];
  const weights: WeightAt[] = [];
  list.forEach((item, index) => {
    const path = pointerTo(pointerTo(catalog.path, 'questions'), index);
    const question = openObject(catalog.faults, item, path, QUESTION_FIELDS);
    if (question === undefined) return;
    checkId(question, 'id', taken, { colonAllowed: false });
    requireField(question, 'text');
    readString(question, 'text');
    const kind = requireField(question, 'kind') ? readChoice(question, 'kind', QUESTION_KINDS) : undefined;
    const effect = requireField(question, 'effect') ? readChoice(question, 'effect', EFFECTS) : undefined;
    validateDeclaredValues(question, 'options');
    readNumber(question, 'importance', { min: 0 });
    readNumber(question, 'answerable', { min: 0, max: 1 });
    if (hasField(question, 'askWhen')) {
      for (const { id, path: at } of validateCondition(question, known))
        dependencies.push({ from: index, on: id, path: at });
    }
    const column = effect === 'context' ? checkContext(question) : readColumn(question, attributes, known);
    for (const { id, path: at } of column.references) dependencies.push({ from: index, on: id, path: at });
    if (effect === 'context') return;
    checkKind(question, kind, column.columns);
    checkWords(question, kind, effect, column.columns);
    const weight = checkEffect(question, kind, effect, column.columns, attributes);
    if (weight !== undefined) weights.push({ weight, path: pointerTo(path, 'weight') });
  });
  return { known, weights, dependencies: list.length <= LIMITS.questions ? dependencies : [] };
}

interface BoundColumn {
  readonly columns: readonly Column[];
  readonly references: ReturnType<typeof validateLookup>['references'];
}

function checkContext(question: Spot): BoundColumn {
  refuseFields(question, COLUMN_FIELDS, 'a context question only steers other questions.');
  return { columns: [], references: [] };
}

/** The attributes that a question or ranking entry may be about: exactly one of `attribute` and `attributeBy`. */
export function readColumn(owner: Spot, attributes: DeclaredAttributes, known: KnownQuestions): BoundColumn {
  const direct = hasField(owner, 'attribute');
  const lookedUp = hasField(owner, 'attributeBy');
  if (direct === lookedUp) {
    const message = direct ? 'Keep one of "attribute" and "attributeBy".' : 'Add "attribute" (or "attributeBy").';
    owner.faults.add(owner.path, 'one_attribute', message);
  }
  const lookup = lookedUp ? validateLookup(owner, attributes, known) : { columns: [], references: [] };
  return {
    columns: [...readAttributeReference(attributes, owner, 'attribute'), ...lookup.columns],
    references: lookup.references,
  };
}

function checkKind(question: Spot, kind: QuestionKind | undefined, columns: readonly Column[]): void {
  if (kind === undefined) return;
  const types = TYPES_BY_KIND[kind];
  for (const { id, path, type } of columns) {
    if (type === undefined || types.includes(type)) continue;
    const message = `A ${kind} question asks about ${types.join(' or ')} attributes; ${quote(id)} is ${type}.`;
    question.faults.add(path, 'kind_does_not_fit', message);
  }
}

function checkWords(
  question: Spot,
  kind: QuestionKind | undefined,
  effect: Effect | undefined,
  columns: readonly Column[],
): void {
  readChoice(question, 'unknown', UNKNOWNS);
  const match = readChoice(question, 'match', MATCHES);
  if (kind !== undefined && kind !== 'multiple') refuseFields(question, ['match'], 'it is for multiple questions.');
  if (match === 'all' && columns.some(({ type }) => type === 'category')) {
    const message = 'Use "any" or "none": a category holds one value, so "all" could match one option only.';
    fault(question, 'match', 'match_does_not_fit', message);
  }
  readChoice(question, 'compare', COMPARES);
  const compares = kind === 'number' && effect === 'filter';
  if (compares) requireField(question, 'compare');
  else if (kind !== undefined && effect !== undefined) refuseFields(question, ['compare'], 'it is for number filters.');
}

/** Weight and curve, which a preference has and a filter has not; returns the weight of a preference. */
function checkEffect(
  question: Spot,
  kind: QuestionKind | undefined,
  effect: Effect | undefined,
  columns: readonly Column[],
  attributes: DeclaredAttributes,
): number | undefined {
  if (effect === 'filter') refuseFields(question, ['weight', 'curve'], 'a filter has no score; preferences have.');
  if (effect !== 'preference') return undefined;
  const own = question.object.attribute;
  const hasDeclaredValues = typeof own === 'string' && attributes.withValues.has(own);
  validateCurve(question, { columns, question: { kind, hasDeclaredValues } });
  return hasField(question, 'weight') ? readNumber(question, 'weight', { min: 0 }) : undefined;
}
