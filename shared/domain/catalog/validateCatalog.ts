import type { Fault } from '../errors.ts';
import { FaultList } from './faultList.ts';
import { isObject } from './fieldChecks.ts';
import { LIMITS, type Catalog } from './schema.ts';
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
  const plans = isObject(input) && Object.hasOwn(input, 'plans') ? input.plans : undefined;
  if (Array.isArray(plans)) {
    const validator = createPlanValidator(attributes.types, faults);
    if (plans.length > LIMITS.plansAndRows) validator.refuseMore();
    for (const plan of plans.slice(0, LIMITS.plansAndRows)) validator.check(plan);
  }
  if (faults.total > 0) return { faults: faults.listed, total: faults.total };
  return { catalog: input as Catalog };
}
