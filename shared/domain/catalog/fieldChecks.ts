import type { FaultList } from './faultList.ts';
import { pointerTo, quote } from './jsonPointer.ts';
import { LIMITS } from './schema.ts';

/** One JSON object under check. Fields are read as own properties only, so no prototype ever answers for the input. */
export interface Spot {
  readonly object: Record<string, unknown>;
  readonly path: string;
  readonly faults: FaultList;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Opens an object and reports every field that neither `fields` nor `unadvertised` knows; undefined (and a fault) when
 * it is no object.
 */
export function openObject(
  faults: FaultList,
  value: unknown,
  path: string,
  fields: readonly string[],
  unadvertised: readonly string[] = [],
): Spot | undefined {
  if (!isObject(value)) {
    faults.add(path, 'wrong_type', `Must be an object with ${fields.join(', ')}; this is ${nameType(value)}.`);
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (!fields.includes(key) && !unadvertised.includes(key)) {
      const known = fields.join(', ');
      faults.add(pointerTo(path, key), 'unknown_field', `Remove ${quote(key)}; the fields here are ${known}.`);
    }
  }
  return { object: value, path, faults };
}

export function hasField(spot: Spot, field: string): boolean {
  return Object.hasOwn(spot.object, field);
}

export function getField(spot: Spot, field: string): unknown {
  return hasField(spot, field) ? spot.object[field] : undefined;
}

export function fault(spot: Spot, field: string, ...[code, message]: Rest<Parameters<FaultList['add']>>): void {
  spot.faults.add(pointerTo(spot.path, field), code, message);
}

export function requireField(spot: Spot, field: string): boolean {
  if (hasField(spot, field)) return true;
  fault(spot, field, 'missing_field', `Add "${field}".`);
  return false;
}

export function refuseFields(spot: Spot, fields: readonly string[], why: string): void {
  for (const field of fields) {
    if (hasField(spot, field)) fault(spot, field, 'field_not_allowed', `Remove "${field}": ${why}`);
  }
}

export function readString(spot: Spot, field: string): string | undefined {
  if (!hasField(spot, field)) return undefined;
  const value = spot.object[field];
  if (typeof value === 'string') return value;
  fault(spot, field, 'wrong_type', `Must be a string; this is ${nameType(value)}.`);
  return undefined;
}

export function readChoice<T extends string>(spot: Spot, field: string, choices: readonly T[]): T | undefined {
  if (!hasField(spot, field)) return undefined;
  const value = spot.object[field];
  const choice = choices.find((known) => known === value);
  if (choice === undefined) {
    const given = typeof value === 'string' ? quote(value) : nameType(value);
    fault(spot, field, 'invalid_choice', `Must be one of ${choices.join(', ')}; this is ${given}.`);
  }
  return choice;
}

export interface Bounds {
  min?: number;
  max?: number;
  /** The number must be greater than this. */
  above?: number;
}

/** A finite number within bounds. -0 becomes 0 in place, so that equal catalogues are equal bytes. */
export function readNumber(spot: Spot, field: string, bounds: Bounds = {}): number | undefined {
  if (!hasField(spot, field)) return undefined;
  const value = spot.object[field];
  if (typeof value !== 'number') {
    fault(spot, field, 'wrong_type', `Must be a number; this is ${nameType(value)}.`);
    return undefined;
  }
  if (!Number.isFinite(value)) {
    fault(spot, field, 'not_finite', 'Must be a finite number.');
    return undefined;
  }
  const { min = -Infinity, max = Infinity, above = -Infinity } = bounds;
  if (value < min || value > max || value <= above) {
    fault(spot, field, 'out_of_range', `Must be ${nameBounds(bounds)}; this is ${value}.`);
    return undefined;
  }
  if (Object.is(value, -0)) spot.object[field] = 0;
  return value === 0 ? 0 : value;
}

/** An array that may be absent; a wrong type is a fault and reads as absent. */
export function readArray(spot: Spot, field: string): unknown[] | undefined {
  if (!hasField(spot, field)) return undefined;
  const value = spot.object[field];
  if (Array.isArray(value)) return value as unknown[];
  fault(spot, field, 'wrong_type', `Must be an array; this is ${nameType(value)}.`);
  return undefined;
}

/** An array of strings: every other element is a fault; returned are the strings with their places. */
export function readStrings(spot: Spot, field: string): { value: string; path: string }[] | undefined {
  return readArray(spot, field)?.flatMap((value: unknown, index) => {
    const path = pointerTo(pointerTo(spot.path, field), index);
    if (typeof value === 'string') return [{ value, path }];
    spot.faults.add(path, 'wrong_type', `Must be a string; this is ${nameType(value)}.`);
    return [];
  });
}

/** Checks an id that its list must not have yet, and adds it to `taken`. */
export function checkId(
  spot: Spot,
  field: string,
  taken: Set<string>,
  { colonAllowed }: { colonAllowed: boolean },
): string | undefined {
  if (!requireField(spot, field)) return undefined;
  const id = readString(spot, field);
  if (id === undefined) return undefined;
  if (id === '') fault(spot, field, 'empty_id', 'Give it an id of at least one character.');
  if (id.length > LIMITS.idLength) {
    fault(spot, field, 'long_id', `Shorten it to ${LIMITS.idLength} UTF-16 code units; these are ${id.length}.`);
  }
  if (hasControlCharacter(id))
    fault(spot, field, 'control_character', `Remove the control characters of ${quote(id)}.`);
  if (!colonAllowed && id.includes(':')) fault(spot, field, 'colon_in_id', `Remove the colons of ${quote(id)}.`);
  if (taken.has(id)) fault(spot, field, 'duplicate_id', `Another one has the id ${quote(id)}; each needs its own.`);
  taken.add(id);
  return id;
}

/** Unicode category Cc: C0, DEL and C1. A loop, because it runs for every plan. */
function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0)) return true;
  }
  return false;
}

export function nameType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function nameBounds({ min, max, above }: Bounds): string {
  if (above !== undefined) return `greater than ${above}`;
  return max === undefined ? `at least ${min ?? -Infinity}` : `from ${min ?? -Infinity} to ${max}`;
}

type Rest<T> = T extends [unknown, ...infer R] ? R : never;
