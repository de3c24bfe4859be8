/**
 * SQLite keeps text as UTF-8 and compares its bytes: lone surrogates would all become U+FFFD, and characters beyond
 * U+FFFF would sort after U+E000 to U+FFFF. So every code unit from U+D800 on is stored as the character 0x10000 above
 * it: each string stays itself, and byte order is the order of UTF-16 code units. Most text is stored as it is.
 */
const SHIFT = 0x1_0000;
const unitsToShift = /[\ud800-\uffff]/;
const allUnitsToShift = /[\ud800-\uffff]/g;
const shiftedUnits = /[\u{1d800}-\u{1ffff}]/u;
const allShiftedUnits = /[\u{1d800}-\u{1ffff}]/gu;

export function toOrderedText(text: string): string {
  if (!unitsToShift.test(text)) return text;
  return text.replace(allUnitsToShift, (unit) => String.fromCodePoint(unit.charCodeAt(0) + SHIFT));
}

export function fromOrderedText(stored: string): string {
  if (!shiftedUnits.test(stored)) return stored;
  return stored.replace(allShiftedUnits, (character) => String.fromCharCode(character.codePointAt(0)! - SHIFT));
}
