/**
 * One partition key of several parts, such that different parts never give the same key: the separator, the escape and
 * halves of surrogate pairs (which stores of UTF-8 text would all turn into the same character) are written in hex.
 */
export function partitionKeyOf(...parts: readonly string[]): string {
  return parts.map(escaped).join('|');
}

/** With the `u` flag the range of surrogates matches only those without their other half. */
const UNSAFE = /[%|\u{D800}-\u{DFFF}]/u;
const EVERY_UNSAFE = new RegExp(UNSAFE, 'gu');

function escaped(part: string): string {
  if (!UNSAFE.test(part)) return part;
  return part.replaceAll(EVERY_UNSAFE, (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
