import {
  fault,
  hasField,
  isObject,
  nameType,
  openObject,
  readChoice,
  readNumber,
  readString,
  readStrings,
  refuseFields,
  type Spot,
} from '../fieldChecks.ts';
import type { FaultList } from '../faultList.ts';
import { pointerTo, quote } from '../jsonPointer.ts';
import { DATE_PARTS, isDateFormat } from './dates.ts';
import { LETTER_CASES, READ_AS, type CellSource, type Meaning, type Rule } from './mapping.ts';
import { fold } from './tidy.ts';

const PLACES = ['column', 'firstOf', 'columns', 'constant'] as const;
const RULE_FIELDS = [
  ...PLACES,
  'between',
  'as',
  'words',
  'unknown',
  'yes',
  'no',
  'replace',
  'case',
  'separator',
  'decimal',
  'factor',
  'units',
  'date',
  'notUnderstood',
];
export const NOT_UNDERSTOOD = ['fault', 'unknown'] as const;
const DECIMALS = ['.', ','] as const;
/** "#" or, for the second number of a phrase, "#2". */
const NUMBER_OF_PHRASE = /^#([1-9])?$/;

/** What the mapping says for all its rules. */
export interface RuleDefaults {
  readonly notUnderstood: Rule['notUnderstood'];
  /** Words that several rules share, by the name that a rule gives in place of words of its own. */
  readonly phrases: ReadonlyMap<string, ReadonlyMap<string, Meaning>>;
}

/** A rule; a string is short for `{"column": …}`. undefined, with faults, when it says no place to read from. */
export function validateRule(
  faults: FaultList,
  input: unknown,
  path: string,
  defaults: RuleDefaults,
): Rule | undefined {
  const rule = openObject(faults, typeof input === 'string' ? { column: input } : input, path, RULE_FIELDS);
  if (rule === undefined) return undefined;
  const from = readPlace(rule);
  if (hasField(rule, 'between') && from?.kind !== 'together') refuseFields(rule, ['between'], 'it is for "columns".');
  const dateFormat = readString(rule, 'date') ?? 'YYYY-MM-DD';
  if (!isDateFormat(dateFormat)) {
    fault(rule, 'date', 'invalid_choice', `Name ${DATE_PARTS.join(', ')} once each, as in "DD.MM.YYYY".`);
  }
  const separator = readString(rule, 'separator') ?? ',';
  if (separator === '') fault(rule, 'separator', 'out_of_range', 'Give at least one character.');
  const checked = {
    path,
    as: readChoice(rule, 'as', READ_AS) ?? (hasField(rule, 'date') ? 'date' : undefined),
    words: readWords(rule, defaults),
    replace: readReplacements(rule),
    letters: readChoice(rule, 'case', LETTER_CASES),
    separator,
    decimal: readChoice(rule, 'decimal', DECIMALS) ?? '.',
    factor: readNumber(rule, 'factor') ?? 1,
    units: readUnits(rule),
    dateFormat,
    notUnderstood: readChoice(rule, 'notUnderstood', NOT_UNDERSTOOD) ?? defaults.notUnderstood,
  };
  return from === undefined ? undefined : { ...checked, from };
}

function readPlace(rule: Spot): CellSource | undefined {
  const given = PLACES.filter((place) => hasField(rule, place));
  if (given.length !== 1) {
    const message = `Say where the value is: exactly one of ${PLACES.join(', ')}.`;
    rule.faults.add(rule.path, given.length === 0 ? 'missing_field' : 'field_not_allowed', message);
    return undefined;
  }
  switch (given[0]!) {
    case 'column': {
      const column = readString(rule, 'column');
      return column === undefined ? undefined : { kind: 'column', column };
    }
    case 'firstOf':
      return { kind: 'firstOf', columns: readColumns(rule, 'firstOf') };
    case 'columns':
      return { kind: 'together', columns: readColumns(rule, 'columns'), between: readString(rule, 'between') ?? ' ' };
    case 'constant':
      return { kind: 'constant', value: readMeaning(rule, 'constant', rule.object.constant) };
  }
}

function readColumns(rule: Spot, field: string): string[] {
  const columns = (readStrings(rule, field) ?? []).map(({ value }) => value);
  if (columns.length === 0) fault(rule, field, 'missing_field', 'Name at least one column.');
  return columns;
}

function readWords(rule: Spot, { phrases }: RuleDefaults): ReadonlyMap<string, Meaning> {
  const words = new Map<string, Meaning>();
  const { words: given } = rule.object;
  if (typeof given === 'string') {
    const shared = phrases.get(given);
    if (shared === undefined) {
      fault(
        rule,
        'words',
        'invalid_choice',
        `Add ${quote(given)} to the mapping's "phrases", or write the words here.`,
      );
    }
    for (const [phrase, meaning] of shared ?? []) words.set(phrase, meaning);
  } else {
    readPhrases(rule, 'words', words);
  }
  const lists = { unknown: null, yes: true, no: false } as const;
  for (const [field, meaning] of Object.entries(lists)) {
    for (const { value, path } of readStrings(rule, field) ?? []) addPhrase(rule, words, value, meaning, path);
  }
  return words;
}

/** Phrases and their meanings, as an object at `field` has them. */
export function readPhrases(spot: Spot, field: string, into: Map<string, Meaning>): void {
  const given = readObject(spot, field);
  for (const [phrase, meaning] of Object.entries(given?.object ?? {})) {
    addPhrase(given!, into, phrase, readMeaning(given!, phrase, meaning), pointerTo(given!.path, phrase));
  }
}

function addPhrase(spot: Spot, words: Map<string, Meaning>, phrase: string, meaning: Meaning, path: string): void {
  const folded = fold(phrase);
  if (words.has(folded)) {
    const message = `Give ${quote(phrase)} one meaning; case and white space do not count.`;
    spot.faults.add(path, 'duplicate_value', message);
  }
  words.set(folded, meaning);
}

function readMeaning(spot: Spot, field: string, input: unknown): Meaning {
  if (typeof input === 'string') {
    const match = NUMBER_OF_PHRASE.exec(input);
    return match === null ? input : { number: Number(match[1] ?? 1) };
  }
  if (typeof input === 'number') {
    if (!Number.isFinite(input)) fault(spot, field, 'not_finite', 'Must be a finite number.');
    return input + 0;
  }
  if (input === null || typeof input === 'boolean') return input;
  if (Array.isArray(input)) return readStrings(spot, field)?.map(({ value }) => value) ?? [];
  const wanted = 'null (unknown), a text, a number, true, false or a list of texts';
  fault(spot, field, 'wrong_type', `Must be ${wanted}; this is ${nameType(input)}.`);
  return null;
}

function readReplacements(rule: Spot): [string, string][] {
  const replacements = readObject(rule, 'replace');
  return Object.entries(replacements?.object ?? {}).flatMap(([from, to]): [string, string][] => {
    if (from !== '' && typeof to === 'string') return [[from, to]];
    fault(
      replacements!,
      from,
      'wrong_type',
      'Say by which text (perhaps "") a text of at least one character is replaced.',
    );
    return [];
  });
}

function readUnits(rule: Spot): ReadonlyMap<string, number> | undefined {
  const units = readObject(rule, 'units');
  if (units === undefined) return undefined;
  const names = Object.keys(units.object);
  return new Map(names.map((name) => [fold(name), readNumber(units, name) ?? 1]));
}

/** An object with any keys. */
function readObject(rule: Spot, field: string): Spot | undefined {
  if (!hasField(rule, field)) return undefined;
  const value = rule.object[field];
  if (isObject(value)) return { object: value, path: pointerTo(rule.path, field), faults: rule.faults };
  fault(rule, field, 'wrong_type', `Must be an object; this is ${nameType(value)}.`);
  return undefined;
}
