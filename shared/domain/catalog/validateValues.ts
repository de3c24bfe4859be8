import { isObject, nameType, type Spot } from './fieldChecks.ts';
import { pointerTo, quote } from './jsonPointer.ts';
import { planJsonBytes } from './planJsonBytes.ts';
import { LIMITS, type AttributeType } from './schema.ts';

/** Sets up to this size are searched without building an index. */
const SMALL_SET = 16;

/** Checks the `values` of a plan or offer row, if it has some, and its size. -0 becomes 0 in place. */
export function validateValues(owner: Spot, types: ReadonlyMap<string, AttributeType | undefined>): void {
  if (Object.hasOwn(owner.object, 'values')) checkValues(owner, types);
  checkSize(owner);
}

function checkValues(owner: Spot, types: ReadonlyMap<string, AttributeType | undefined>): void {
  const { values } = owner.object;
  const { faults } = owner;
  if (!isObject(values)) {
    const message = `Must be an object of values by attribute id; this is ${nameType(values)}.`;
    faults.add(pointerTo(owner.path, 'values'), 'wrong_type', message);
    return;
  }
  for (const id of Object.keys(values)) {
    const type = types.get(id);
    const value = values[id];
    if (type === undefined) {
      if (types.has(id)) continue;
      const message = `Declare ${quote(id)} in "attributes", or remove the value.`;
      faults.add(valuePath(owner, id), 'undeclared_attribute', message);
    } else if (value !== null) {
      checkValue(owner, values, id, type, value);
    }
  }
}

function checkValue(
  owner: Spot,
  values: Record<string, unknown>,
  id: string,
  type: AttributeType,
  value: unknown,
): void {
  switch (type) {
    case 'number':
      if (typeof value !== 'number') refuse(owner, id, 'a number', value);
      else if (!Number.isFinite(value))
        owner.faults.add(valuePath(owner, id), 'not_finite', 'Must be a finite number.');
      // An own property is written, also where the id is "__proto__".
      else if (Object.is(value, -0)) values[id] = 0;
      return;
    case 'boolean':
      if (typeof value !== 'boolean') refuse(owner, id, 'true or false', value);
      return;
    case 'category':
    case 'text':
      if (typeof value !== 'string') refuse(owner, id, 'a string', value);
      return;
    case 'set':
      if (Array.isArray(value)) checkSet(owner, id, value);
      else refuse(owner, id, 'an array of strings', value);
  }
}

function checkSet(owner: Spot, id: string, elements: readonly unknown[]): void {
  const seen = elements.length > SMALL_SET ? new Set<unknown>() : undefined;
  elements.forEach((element, index) => {
    if (typeof element !== 'string') {
      const message = `Elements of a set must be strings; this is ${nameType(element)}.`;
      owner.faults.add(pointerTo(valuePath(owner, id), index), 'wrong_value_type', message);
      return;
    }
    if (seen === undefined ? elements.indexOf(element) < index : seen.has(element)) {
      const message = `List ${quote(element)} once: a set has each element once.`;
      owner.faults.add(pointerTo(valuePath(owner, id), index), 'repeated_element', message);
    }
    seen?.add(element);
  });
}

function refuse(owner: Spot, id: string, wanted: string, value: unknown): void {
  const message = `Must be ${wanted}, or null when it is unknown; this is ${nameType(value)}.`;
  owner.faults.add(valuePath(owner, id), 'wrong_value_type', message);
}

function valuePath(owner: Spot, id: string): string {
  return pointerTo(pointerTo(owner.path, 'values'), id);
}

function checkSize(owner: Spot): void {
  const bytes = planJsonBytes(owner.object, LIMITS.planBytes);
  if (bytes <= LIMITS.planBytes) return;
  const message = `Shorten it to ${LIMITS.planBytes} bytes of compact JSON; it has ${bytes}.`;
  owner.faults.add(owner.path, 'plan_too_large', message);
}
