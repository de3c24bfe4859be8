import { parseDate } from './dates.ts';
import { parsePlainNumber, toShape } from './numbers.ts';
import { fold, tidy } from './tidy.ts';

/** What a column seems to hold. */
export type Guess = 'empty' | 'number' | 'money' | 'percent' | 'yesNo' | 'date' | 'list' | 'category' | 'text';

export interface ColumnProfile {
  readonly column: string;
  readonly guess: Guess;
  /** Rows in which it is empty or missing. */
  readonly empty: number;
  /** Texts that seem to mean "unknown", as they are written. */
  readonly unknownWords: readonly string[];
  /** Different texts; "more than" where `isExact` is false. */
  readonly distinct: number;
  readonly isExact: boolean;
  /** Whether every row has a text of its own, as far as that was counted. */
  readonly isUnique: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** The most frequent texts of those that were kept. */
  readonly examples: readonly string[];
  /** Of a date or list. */
  readonly dateFormat: string | undefined;
  readonly separator: string | undefined;
}

const UNKNOWN_WORDS = new Set([
  'n/a',
  'na',
  'n.a.',
  '-',
  '--',
  '?',
  'null',
  'none',
  'unknown',
  'not applicable',
  'not available',
  'nan',
  'tbd',
]);
const DATE_FORMATS = ['YYYY-MM-DD', 'DD.MM.YYYY', 'MM/DD/YYYY', 'DD/MM/YYYY'];
const SEPARATORS = ['|', ';'];
const YES_NO = new Set(['yes', 'no', 'y', 'n', 'true', 'false', 't', 'f']);
/** A column of numbers may have this many other texts, which then mean unknown. */
const MAX_STRANGE_TEXTS = 20;
/** More different texts than this are no options to choose from. */
const MAX_OPTIONS = 200;
const EXAMPLES = 5;
const MAX_KEPT_LENGTH = 100;

export interface ColumnProfiler {
  add(cell: unknown): void;
  finish(): ColumnProfile;
}

/** Looks through one column; keeps at most `limit` different texts. */
export function createColumnProfiler(column: string, limit: number): ColumnProfiler {
  const texts = new Map<string, number>();
  let rows = 0;
  let empty = 0;
  let isExact = true;
  let isArray = false;
  let min = Infinity;
  let max = -Infinity;
  const kinds = { number: 0, money: 0, percent: 0, yesNo: 0, other: 0 };
  const strange = new Map<string, number>();
  const dates = DATE_FORMATS.map((format) => ({ format, count: 0 }));

  function addText(text: string): void {
    const folded = fold(text);
    if (UNKNOWN_WORDS.has(folded)) {
      count(strange, text, MAX_STRANGE_TEXTS + 1);
      return;
    }
    const kind = kindOf(folded);
    kinds[kind] += 1;
    if (kind !== 'other' && kind !== 'yesNo') {
      const value = parsePlainNumber(folded) ?? toShape(folded, '.').numbers[0]!;
      min = Math.min(min, value);
      max = Math.max(max, value);
    } else {
      count(strange, text, MAX_STRANGE_TEXTS + 1);
    }
    for (const date of dates) if (parseDate(text, date.format) !== undefined) date.count += 1;
  }

  return {
    add(cell) {
      rows += 1;
      if (Array.isArray(cell)) isArray = true;
      const text = tidy(typeof cell === 'string' ? cell : toCellText(cell));
      if (text === '') {
        empty += 1;
        return;
      }
      if (!count(texts, text.slice(0, MAX_KEPT_LENGTH), limit)) isExact = false;
      addText(text);
    },
    finish() {
      const filled = rows - empty;
      const unknown = [...strange].filter(([text]) => UNKNOWN_WORDS.has(fold(text)));
      const known = filled - unknown.reduce((sum, [, times]) => sum + times, 0);
      const guess = isArray ? { guess: 'list' as const } : guessType();
      const isNumber = guess.guess === 'number' || guess.guess === 'money' || guess.guess === 'percent';
      return {
        column,
        empty,
        distinct: texts.size,
        isExact,
        isUnique: filled === rows && rows > 0 && [...texts.values()].every((times) => times === 1),
        examples: [...texts]
          .sort((a, b) => b[1] - a[1])
          .slice(0, EXAMPLES)
          .map(([text]) => text),
        unknownWords: onePerFold((isNumber ? [...strange] : unknown).map(([text]) => text)),
        min: isNumber ? min : undefined,
        max: isNumber ? max : undefined,
        dateFormat: undefined,
        separator: undefined,
        ...guess,
      };

      function guessType(): Pick<ColumnProfile, 'guess'> & Partial<ColumnProfile> {
        if (known === 0) return { guess: 'empty' };
        const date = dates.find((each) => each.count === known);
        if (date !== undefined) return { guess: 'date', dateFormat: date.format };
        if (kinds.yesNo === known) return { guess: 'yesNo' };
        const numeric = kinds.number + kinds.money + kinds.percent;
        const isMostlyNumeric = numeric >= known * 0.8 && strange.size <= MAX_STRANGE_TEXTS;
        if (isMostlyNumeric && (kinds.percent === 0 || kinds.percent === numeric)) {
          if (kinds.percent > 0) return { guess: 'percent' };
          return { guess: kinds.money > 0 ? 'money' : 'number' };
        }
        const separator = SEPARATORS.find((each) => shareWith(each) >= 0.2);
        if (separator !== undefined && isExact) return { guess: 'list', separator };
        return { guess: isExact && texts.size <= Math.min(MAX_OPTIONS, known * 0.5 + 1) ? 'category' : 'text' };
      }

      function shareWith(separator: string): number {
        let times = 0;
        for (const [text, each] of texts) if (text.includes(separator)) times += each;
        return times / known;
      }
    },
  };
}

function kindOf(folded: string): 'number' | 'money' | 'percent' | 'yesNo' | 'other' {
  if (parsePlainNumber(folded) !== undefined) return 'number';
  if (YES_NO.has(folded)) return 'yesNo';
  const { shape, hasCurrency } = toShape(folded, '.');
  if (shape === '#') return hasCurrency ? 'money' : 'number';
  return /^# ?%$/.test(shape) ? 'percent' : 'other';
}

/** Counts a text; false where there is no room for one more. */
function count(counts: Map<string, number>, text: string, limit: number): boolean {
  const times = counts.get(text);
  if (times === undefined && counts.size >= limit) return false;
  counts.set(text, (times ?? 0) + 1);
  return true;
}

/** Spellings that differ in case only are one phrase. */
function onePerFold(texts: readonly string[]): string[] {
  return [...new Map(texts.map((text) => [fold(text), text])).values()];
}

function toCellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return Array.isArray(cell) ? cell.map(String).join('|') : JSON.stringify(cell);
}
