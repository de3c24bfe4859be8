/**
 * How many bytes of UTF-8 the compact JSON of a plan has, as `JSON.stringify` writes it. Counted, not written: a plan is
 * checked in about a microsecond, and nothing nests deep enough here to overflow the stack. What a plan cannot hold
 * (unknown fields, nested objects) is a fault elsewhere and counts nothing.
 *
 * Exact when above `limit`; below it, an upper bound may be returned.
 */
export function planJsonBytes(plan: Record<string, unknown>, limit: number): number {
  const bound = measurePlan(plan, (text) => MAX_BYTES_PER_UNIT * text.length + 2);
  return bound <= limit ? bound : measurePlan(plan, stringBytes);
}

/** A control character is written as \u0000. */
const MAX_BYTES_PER_UNIT = 6;

type Measure = (text: string) => number;

function measurePlan(plan: Record<string, unknown>, measure: Measure): number {
  let bytes = 1;
  for (const field of ['planId', 'name']) bytes += memberBytes(field, plan[field], measure);
  const { values } = plan;
  if (typeof values !== 'object' || values === null) return bytes + memberBytes('values', values, measure);
  bytes += measure('values') + '{}:,'.length;
  const keys = Object.keys(values);
  for (const key of keys) bytes += memberBytes(key, (values as Record<string, unknown>)[key], measure);
  return keys.length === 0 ? bytes : bytes - 1;
}

/** `"key":value,` or, for the last member of an object, the brace in place of the comma. */
function memberBytes(key: string, value: unknown, measure: Measure): number {
  return value === undefined ? 0 : measure(key) + valueBytes(value, measure) + ':,'.length;
}

function valueBytes(value: unknown, measure: Measure): number {
  if (typeof value === 'string') return measure(value);
  if (typeof value === 'number') return String(value).length;
  if (typeof value === 'boolean') return value ? 4 : 5;
  if (!Array.isArray(value)) return 4;
  let bytes = 1 + Math.max(1, value.length);
  for (const element of value) if (typeof element === 'string') bytes += measure(element);
  return bytes;
}

function stringBytes(text: string): number {
  let bytes = 2;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === 0x22 || unit === 0x5c) bytes += 2;
    else if (unit < 0x20) bytes += SHORT_ESCAPES.has(unit) ? 2 : 6;
    else if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit < 0xd800 || unit > 0xdfff) bytes += 3;
    else if (isPair(text, index)) {
      bytes += 4;
      index += 1;
    } else bytes += 6;
  }
  return bytes;
}

/** \b \t \n \f \r */
const SHORT_ESCAPES = new Set([8, 9, 10, 12, 13]);

function isPair(text: string, index: number): boolean {
  const low = text.charCodeAt(index + 1);
  return text.charCodeAt(index) <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}
