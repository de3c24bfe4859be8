import type { FaultList } from './faultList.ts';
import {
  openObject,
  readArray,
  readNumber,
  readString,
  readStrings,
  requireField,
  fault,
  hasField,
  type Spot,
} from './fieldChecks.ts';
import { pointerTo, quote } from './jsonPointer.ts';
import type { Catalog, CatalogDefinition } from './schema.ts';
import { validateAttributes, type DeclaredAttributes } from './validateAttributes.ts';
import { validateCurve } from './validateCurve.ts';
import { readColumn, validateQuestions, type WeightAt } from './validateQuestions.ts';
import type { KnownQuestions } from './validateReferences.ts';

const RANKING_FIELDS = ['attribute', 'attributeBy', 'weight', 'curve'];
const UNSUPPORTED_FIELDS = ['offers', 'lookups', 'prior'];
const CATALOG_FIELDS = ['title', 'currency', 'attributes', 'plans', 'questions', 'ranking', 'segments', 'stopAt'];

export interface CheckedDefinition {
  /** Present when there is no fault: the input without its plans. -0 has become 0, also in the input. */
  readonly definition: CatalogDefinition | undefined;
  /** What plans may use, as far as it could be read: plans can be checked even where the definition has faults. */
  readonly attributes: DeclaredAttributes;
}

/**
 * Checks everything of a catalogue but its plans; that they are an array is checked, what is in it is not. Faults go to
 * `faults`. For imports too large for memory: check the definition with an empty array, then each plan with
 * `createPlanValidator`.
 */
export function validateDefinition(input: unknown, faults: FaultList): CheckedDefinition {
  const totalBefore = faults.total;
  const catalog = openObject(faults, input, '', CATALOG_FIELDS, UNSUPPORTED_FIELDS);
  if (catalog === undefined) return { definition: undefined, attributes: { types: new Map(), withValues: new Set() } };
  readString(catalog, 'title');
  readString(catalog, 'currency');
  readNumber(catalog, 'stopAt', { min: 0, max: 1 });
  for (const field of UNSUPPORTED_FIELDS) {
    if (hasField(catalog, field)) fault(catalog, field, 'unsupported', `Remove "${field}": not supported here yet.`);
  }
  const attributes = validateAttributes(catalog);
  const questions = validateQuestions(catalog, attributes);
  const weights = validateRanking(catalog, attributes, questions.known);
  checkSumOfWeights(faults, [...weights, ...questions.weights]);
  validateSegments(catalog, questions.known);
  if (requireField(catalog, 'plans')) readArray(catalog, 'plans');
  return { definition: faults.total === totalBefore ? withoutPlans(catalog.object) : undefined, attributes };
}

function withoutPlans(checked: Record<string, unknown>): CatalogDefinition {
  const definition: Partial<Catalog> = { ...checked };
  delete definition.plans;
  return definition as CatalogDefinition;
}

function validateRanking(catalog: Spot, attributes: DeclaredAttributes, known: KnownQuestions): WeightAt[] {
  const weights: WeightAt[] = [];
  readArray(catalog, 'ranking')?.forEach((item: unknown, index) => {
    const path = pointerTo(pointerTo(catalog.path, 'ranking'), index);
    const entry = openObject(catalog.faults, item, path, RANKING_FIELDS);
    if (entry === undefined) return;
    validateCurve(entry, { columns: readColumn(entry, attributes, known).columns });
    const weight = readNumber(entry, 'weight', { min: 0 });
    if (weight !== undefined) weights.push({ weight, path: pointerTo(path, 'weight') });
  });
  return weights;
}

/** Scores divide by the sum of the weights, so it must not overflow. */
function checkSumOfWeights(faults: FaultList, weights: readonly WeightAt[]): void {
  let sum = 0;
  for (const { weight, path } of weights) {
    sum += weight;
    if (Number.isFinite(sum)) continue;
    faults.add(path, 'out_of_range', 'Make the weights smaller: with this one their sum is no finite number.');
    return;
  }
}

function validateSegments(catalog: Spot, known: KnownQuestions): void {
  const taken = new Set<string>();
  for (const { value, path } of readStrings(catalog, 'segments') ?? []) {
    if (!known.byId.has(value)) {
      catalog.faults.add(path, 'unknown_question', `Name a question that is there; ${quote(value)} is not.`);
    }
    if (taken.has(value)) catalog.faults.add(path, 'duplicate_id', `List ${quote(value)} once.`);
    taken.add(value);
  }
}
