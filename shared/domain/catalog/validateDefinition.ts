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
import { definitionOf } from './definitionOf.ts';
import type { Catalog, CatalogDefinition } from './schema.ts';
import { validateAttributes, type DeclaredAttributes } from './validateAttributes.ts';
import { validateCurve } from './validateCurve.ts';
import { validateDependencies } from './validateDependencies.ts';
import { validateLookups } from './validateLookups.ts';
import { validateOffers, type CheckedOffers } from './validateOffers.ts';
import { readColumn, validateQuestions, type WeightAt } from './validateQuestions.ts';
import type { KnownQuestions } from './validateReferences.ts';

const RANKING_FIELDS = ['attribute', 'attributeBy', 'weight', 'curve'];
/** Parts of the format that are refused. `offers` and `lookups` may stand here too: nothing else refuses them. */
const UNSUPPORTED_FIELDS: readonly string[] = ['prior'];
const CATALOG_FIELDS = [
  'title',
  'currency',
  'attributes',
  'plans',
  'offers',
  'questions',
  'lookups',
  'ranking',
  'segments',
  'stopAt',
];

export interface CheckedDefinition {
  /** Present when there is no fault: the input without its plans and offer rows. -0 has become 0, also in the input. */
  readonly definition: CatalogDefinition | undefined;
  /** What plans may use, as far as it could be read: plans can be checked even where the definition has faults. */
  readonly attributes: DeclaredAttributes;
  /** Present when the catalogue has offers. */
  readonly offers: CheckedOffers | undefined;
}

/**
 * Checks everything of a catalogue but its plans and offer rows; that they are arrays is checked, what is in them is not.
 * Faults go to `faults`. For imports too large for memory: check the definition with empty arrays, then each plan with
 * `createPlanValidator` and each row with `createOfferValidator`.
 */
export function validateDefinition(input: unknown, faults: FaultList): CheckedDefinition {
  const totalBefore = faults.total;
  const catalog = openObject(faults, input, '', CATALOG_FIELDS, UNSUPPORTED_FIELDS);
  if (catalog === undefined) {
    return { definition: undefined, attributes: { types: new Map(), withValues: new Set() }, offers: undefined };
  }
  const supports = (field: string) => !UNSUPPORTED_FIELDS.includes(field);
  readString(catalog, 'title');
  readString(catalog, 'currency');
  readNumber(catalog, 'stopAt', { min: 0, max: 1 });
  for (const field of UNSUPPORTED_FIELDS) {
    if (hasField(catalog, field)) fault(catalog, field, 'unsupported', `Remove "${field}": not supported here yet.`);
  }
  const attributes = validateAttributes(catalog);
  const questions = validateQuestions(catalog, attributes);
  const waiting = supports('lookups') ? validateLookups(catalog, questions.known) : [];
  validateDependencies(faults, questions.known, [...questions.dependencies, ...waiting]);
  const offers = supports('offers') ? validateOffers(catalog, attributes, questions.known) : undefined;
  const weights = validateRanking(catalog, attributes, questions.known);
  checkSumOfWeights(faults, [...weights, ...questions.weights]);
  validateSegments(catalog, questions.known);
  if (requireField(catalog, 'plans')) readArray(catalog, 'plans');
  const definition = faults.total === totalBefore ? definitionOf(catalog.object as unknown as Catalog) : undefined;
  return { definition, attributes, offers };
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
