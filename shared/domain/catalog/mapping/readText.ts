import type { Value } from '../schema.ts';
import { parseDate, toDecimalYear, toIsoDate } from './dates.ts';
import type { Meaning, ReadAs, Rule, TargetType } from './mapping.ts';
import { parsePlainNumber, scale, toShape } from './numbers.ts';
import { fold, tidy, toLetterCase } from './tidy.ts';

/** What a text says. "unknown" is what the mapping says, "empty" is what the file says. */
export type Reading =
  | { readonly outcome: 'known'; readonly value: Exclude<Value, null>; readonly by: HowRead }
  | { readonly outcome: 'empty' }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'notUnderstood' };

/** As it stands, with other white space, letters or signs than in the file, or by a phrase of the mapping. */
export type HowRead = 'asIs' | 'cleaned' | 'phrase';

const EMPTY: Reading = { outcome: 'empty' };
const UNKNOWN: Reading = { outcome: 'unknown' };
const NOT_UNDERSTOOD: Reading = { outcome: 'notUnderstood' };

const YES = new Set(['yes', 'y', 'true', 't', '1', 'on']);
const NO = new Set(['no', 'n', 'false', 'f', '0', 'off']);

/** How a rule reads when it does not say. */
export function defaultReader(target: TargetType): ReadAs {
  if (target === 'number') return 'number';
  if (target === 'boolean') return 'yesNo';
  return target === 'set' ? 'list' : 'text';
}

/** A function that reads texts by a rule. It remembers nothing; phrases come before any other way to read. */
export function createTextReader(rule: Rule, target: TargetType): (text: string) => Reading {
  const as = rule.as ?? defaultReader(target);
  const hasPatterns = [...rule.words.keys()].some((phrase) => phrase.includes('#'));

  function readPhrase(text: string): Reading | undefined {
    if (rule.words.size === 0) return undefined;
    const folded = fold(text);
    const meaning = rule.words.get(folded);
    if (meaning !== undefined) return toReading(meaning, [], rule, target);
    if (!hasPatterns) return undefined;
    const { shape, numbers } = toShape(folded, rule.decimal);
    const pattern = rule.words.get(shape);
    return pattern === undefined ? undefined : toReading(pattern, numbers, rule, target);
  }

  return function readText(given) {
    let text = given;
    for (const [from, to] of rule.replace) text = text.replaceAll(from, to);
    text = tidy(text);
    const phrase = readPhrase(text);
    if (phrase !== undefined) return phrase;
    if (text === '') return EMPTY;
    const value = readAs(as, text, rule, target);
    if (value === undefined) return NOT_UNDERSTOOD;
    return { outcome: 'known', value, by: as === 'text' && value !== given ? 'cleaned' : 'asIs' };
  };
}

/** What a phrase means, put into the type that the target has. */
export function toReading(meaning: Meaning, numbers: readonly number[], rule: Rule, target: TargetType): Reading {
  if (meaning === null) return UNKNOWN;
  let value: Exclude<Value, null> | undefined;
  if (typeof meaning === 'object') {
    value = 'number' in meaning ? numbers[meaning.number - 1] : [...meaning];
    if (typeof value === 'number') value = scale(value, rule.factor);
  } else {
    value = target === 'set' && typeof meaning === 'string' ? [meaning] : meaning;
  }
  return value === undefined ? NOT_UNDERSTOOD : { outcome: 'known', value, by: 'phrase' };
}

function readAs(as: ReadAs, text: string, rule: Rule, target: TargetType): Exclude<Value, null> | undefined {
  switch (as) {
    case 'text':
      return rule.letters === undefined ? text : toLetterCase(text, rule.letters);
    case 'number':
    case 'money':
    case 'percent':
      return readNumber(as, text, rule);
    case 'yesNo':
      return readYesNo(text);
    case 'list':
      return readList(text.split(rule.separator), rule);
    case 'date': {
      const day = parseDate(text, rule.dateFormat);
      if (day === undefined) return undefined;
      return target === 'number' ? scale(toDecimalYear(day), rule.factor) : toIsoDate(day);
    }
  }
}

/**
 * A plain number is read the quick way; "1.234" with a decimal comma is a thousand and more. Currency signs and codes belong
 * to money only, "%" to per cent only: a price of "50%" is none.
 */
function readNumber(as: 'number' | 'money' | 'percent', text: string, rule: Rule): number | undefined {
  const plain = rule.decimal === '.' ? parsePlainNumber(text) : undefined;
  if (plain !== undefined) return rule.units === undefined ? scaleFinite(plain, rule.factor) : undefined;
  const { shape, numbers, hasCurrency } = toShape(text.toLowerCase(), rule.decimal);
  const [value] = numbers;
  if (value === undefined || numbers.length !== 1 || (hasCurrency && as !== 'money')) return undefined;
  if (rule.units !== undefined) {
    const unit = shape.startsWith('#') ? rule.units.get(shape.slice(1).trim()) : undefined;
    return unit === undefined ? undefined : scaleFinite(value, unit * rule.factor);
  }
  const fits =
    shape === '#' ||
    (as === 'percent' && /^# ?%$/.test(shape)) ||
    (as === 'money' && /^(?:[a-z]{3} ?#|# ?[a-z]{3})$/.test(shape));
  return fits ? scaleFinite(value, rule.factor) : undefined;
}

function scaleFinite(value: number, factor: number): number | undefined {
  const scaled = scale(value, factor);
  return Number.isFinite(scaled) ? scaled : undefined;
}

function readYesNo(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (YES.has(word)) return true;
  return NO.has(word) ? false : undefined;
}

/** Each element once; phrases hold for elements too, and one that means unknown (or nothing) is left out. */
export function readList(parts: readonly string[], rule: Rule): string[] {
  const elements = new Set<string>();
  for (const part of parts) {
    const text = tidy(part);
    const meaning = rule.words.get(fold(text));
    if (typeof meaning === 'string') elements.add(meaning);
    else if (Array.isArray(meaning)) for (const element of meaning as readonly string[]) elements.add(element);
    else if (meaning === undefined && text !== '') {
      elements.add(rule.letters === undefined ? text : toLetterCase(text, rule.letters));
    }
  }
  return [...elements];
}
