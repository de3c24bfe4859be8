import type { FaultList } from './faultList.ts';
import { checkId, isObject, nameType, openObject, requireField, readString, type Spot } from './fieldChecks.ts';
import { pointerTo, quote } from './jsonPointer.ts';
import { planJsonBytes } from './planJsonBytes.ts';
import { LIMITS, type AttributeType, type Plan } from './schema.ts';

const PLAN_FIELDS = ['planId', 'name', 'values'];
/** Sets up to this size are searched without building an index. */
const SMALL_SET = 16;

export interface PlanValidator {
  /** Checks the next plan of `plans`; -0 among its values becomes 0 in place. False when it has faults. */
  check(plan: unknown): plan is Plan;
  /** Reports that there are more plans than the limit; `check` does so by itself when it meets the first too many. */
  refuseMore(): void;
  /** How many plans came in so far. */
  readonly count: number;
}

/** Checks plans one by one, in the order of the list; every fault goes to `faults`. It remembers the ids it has seen. */
export function createPlanValidator(
  types: ReadonlyMap<string, AttributeType | undefined>,
  faults: FaultList,
): PlanValidator {
  const taken = new Set<string>();
  let count = 0;

  function check(input: unknown): input is Plan {
    const totalBefore = faults.total;
    const index = count;
    count += 1;
    if (index >= LIMITS.plansAndRows) {
      if (index === LIMITS.plansAndRows) refuseMore();
      return false;
    }
    const plan = openObject(faults, input, `/plans/${index}`, PLAN_FIELDS);
    if (plan === undefined) return false;
    checkId(plan, 'planId', taken, { colonAllowed: true });
    requireField(plan, 'name');
    readString(plan, 'name');
    if (Object.hasOwn(plan.object, 'values')) checkValues(plan, types);
    checkSize(plan);
    return faults.total === totalBefore;
  }

  function refuseMore(): void {
    const limit = LIMITS.plansAndRows.toLocaleString('en');
    faults.add('/plans', 'too_many', `Keep at most ${limit} plans in one catalogue; split it into several.`);
  }

  return {
    check,
    refuseMore,
    get count() {
      return count;
    },
  };
}

function checkValues(plan: Spot, types: ReadonlyMap<string, AttributeType | undefined>): void {
  const { values } = plan.object;
  const { faults } = plan;
  if (!isObject(values)) {
    const message = `Must be an object of values by attribute id; this is ${nameType(values)}.`;
    faults.add(pointerTo(plan.path, 'values'), 'wrong_type', message);
    return;
  }
  for (const id of Object.keys(values)) {
    const type = types.get(id);
    const value = values[id];
    if (type === undefined) {
      if (types.has(id)) continue;
      const message = `Declare ${quote(id)} in "attributes", or remove the value.`;
      faults.add(valuePath(plan, id), 'undeclared_attribute', message);
    } else if (value !== null) {
      checkValue(plan, values, id, type, value);
    }
  }
}

function checkValue(
  plan: Spot,
  values: Record<string, unknown>,
  id: string,
  type: AttributeType,
  value: unknown,
): void {
  switch (type) {
    case 'number':
      if (typeof value !== 'number') refuse(plan, id, 'a number', value);
      else if (!Number.isFinite(value)) plan.faults.add(valuePath(plan, id), 'not_finite', 'Must be a finite number.');
      // An own property is written, also where the id is "__proto__".
      else if (Object.is(value, -0)) values[id] = 0;
      return;
    case 'boolean':
      if (typeof value !== 'boolean') refuse(plan, id, 'true or false', value);
      return;
    case 'category':
    case 'text':
      if (typeof value !== 'string') refuse(plan, id, 'a string', value);
      return;
    case 'set':
      if (Array.isArray(value)) checkSet(plan, id, value);
      else refuse(plan, id, 'an array of strings', value);
  }
}

function checkSet(plan: Spot, id: string, elements: readonly unknown[]): void {
  const seen = elements.length > SMALL_SET ? new Set<unknown>() : undefined;
  elements.forEach((element, index) => {
    if (typeof element !== 'string') {
      const message = `Elements of a set must be strings; this is ${nameType(element)}.`;
      plan.faults.add(pointerTo(valuePath(plan, id), index), 'wrong_value_type', message);
      return;
    }
    if (seen === undefined ? elements.indexOf(element) < index : seen.has(element)) {
      const message = `List ${quote(element)} once: a set has each element once.`;
      plan.faults.add(pointerTo(valuePath(plan, id), index), 'repeated_element', message);
    }
    seen?.add(element);
  });
}

function refuse(plan: Spot, id: string, wanted: string, value: unknown): void {
  const message = `Must be ${wanted}, or null when it is unknown; this is ${nameType(value)}.`;
  plan.faults.add(valuePath(plan, id), 'wrong_value_type', message);
}

function valuePath(plan: Spot, id: string): string {
  return pointerTo(pointerTo(plan.path, 'values'), id);
}

function checkSize(plan: Spot): void {
  const bytes = planJsonBytes(plan.object, LIMITS.planBytes);
  if (bytes <= LIMITS.planBytes) return;
  const message = `Shorten it to ${LIMITS.planBytes} bytes of compact JSON; it has ${bytes}.`;
  plan.faults.add(plan.path, 'plan_too_large', message);
}
