import type { Fault } from '../errors.ts';
import { FaultList } from './faultList.ts';
import { isObject, nameType } from './fieldChecks.ts';
import type { Catalog } from './schema.ts';
import { validateDefinition } from './validateDefinition.ts';
import { createPlanValidator } from './validatePlans.ts';

export type ValidatedCatalog = { catalog: Catalog } | { faults: Fault[]; total: number };

/**
 * Checks a catalogue as it came out of `JSON.parse` and reports every fault at once: the first 1,000 with their paths
 * (JSON pointers), and how many there are in all. Never throws on JSON, whatever its size or depth. A catalogue without
 * fault is the input itself, taken over: -0 has become 0 in place.
 */
export function validateCatalog(input: unknown): ValidatedCatalog {
  const faults = new FaultList();
  const { attributes } = validateDefinition(input, faults);
  if (isObject(input)) validatePlanList(input, attributes.types, faults);
  if (faults.total > 0) return { faults: faults.listed, total: faults.total };
  return { catalog: input as Catalog };
}

function validatePlanList(
  input: Record<string, unknown>,
  types: Parameters<typeof createPlanValidator>[0],
  faults: FaultList,
): void {
  const plans = Object.hasOwn(input, 'plans') ? input.plans : undefined;
  if (Array.isArray(plans)) {
    const validator = createPlanValidator(types, faults);
    for (const plan of plans) validator.check(plan);
  } else if (Object.hasOwn(input, 'plans')) {
    faults.add('/plans', 'wrong_type', `Must be an array of plans; this is ${nameType(plans)}.`);
  } else {
    faults.add('/plans', 'missing_field', 'Add "plans"; an empty array is allowed.');
  }
}
