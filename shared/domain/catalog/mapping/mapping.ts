import type { AttributeType } from '../schema.ts';

/**
 * A mapping says how rows of files become a catalogue; docs/importing.md explains it with an example. These are the types
 * of a mapping that `validateMapping` has accepted, with every short form written out.
 */
export interface Mapping {
  /** The definition itself, or the name of a file that holds it. */
  readonly catalog: unknown;
  readonly lookups: readonly LookupSource[];
  readonly plans: readonly PlanSource[];
  readonly offers: readonly OfferSource[];
}

export interface Source {
  /** Where the mapping says it: a JSON pointer. */
  readonly path: string;
  /** Absent: the file that the import was started with. */
  readonly file: string | undefined;
  readonly format: SourceFormat | undefined;
  readonly delimiter: string | undefined;
  readonly quote: string | undefined;
  readonly encoding: Encoding;
  readonly joins: readonly Join[];
}

export const SOURCE_FORMATS = ['csv', 'ndjson', 'json'] as const;
export type SourceFormat = (typeof SOURCE_FORMATS)[number];
export const ENCODINGS = ['utf-8', 'latin1'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Another file whose columns a row may use as if they were its own. */
export interface Join extends Omit<Source, 'joins'> {
  /** Columns of the row and the columns of the other file that must be equal. */
  readonly on: readonly { readonly own: string; readonly other: string }[];
  readonly whenMissing: 'fault' | 'unknown';
}

export interface PlanSource extends Source {
  /** Absent: lines are plans in the catalogue's own format. */
  readonly rules: RowRules | undefined;
  /** Whether several rows may tell of one plan; they must say the same. */
  readonly repeated: boolean;
}

export interface OfferSource extends Source {
  /** Absent: lines are offer rows in the catalogue's own format. */
  readonly rules: RowRules | undefined;
}

export interface RowRules {
  readonly planId: Rule;
  /** Of a plan; offers have none. */
  readonly name: Rule | undefined;
  readonly values: readonly ValueRule[];
}

/** A table that completes answers: question ids and the columns that hold their answers. */
export interface LookupSource extends Source {
  readonly from: readonly ValueRule[];
  readonly to: readonly ValueRule[];
}

/** How the value of one attribute (or the answer to one question) comes out of a row. */
export interface ValueRule {
  readonly id: string;
  readonly rule: Rule;
}

export interface Rule {
  readonly path: string;
  readonly from: CellSource;
  readonly as: ReadAs | undefined;
  /** Phrase (folded) -> what it means; in a phrase "#" stands for a number. */
  readonly words: ReadonlyMap<string, Meaning>;
  readonly replace: readonly (readonly [from: string, to: string])[];
  readonly letters: LetterCase | undefined;
  /** Between the elements of a list. */
  readonly separator: string;
  readonly decimal: '.' | ',';
  readonly factor: number;
  readonly units: ReadonlyMap<string, number> | undefined;
  /** How a date is written, with YYYY, MM and DD. */
  readonly dateFormat: string;
  readonly notUnderstood: 'fault' | 'unknown';
}

export type CellSource =
  | { readonly kind: 'column'; readonly column: string }
  /** The first of these columns that is not empty. */
  | { readonly kind: 'firstOf'; readonly columns: readonly string[] }
  /** All of these columns as one text; unknown when one is empty. */
  | { readonly kind: 'together'; readonly columns: readonly string[]; readonly between: string }
  | { readonly kind: 'constant'; readonly value: Meaning };

export const READ_AS = ['text', 'number', 'money', 'percent', 'yesNo', 'list', 'date'] as const;
export type ReadAs = (typeof READ_AS)[number];
export const LETTER_CASES = ['lower', 'upper', 'title'] as const;
export type LetterCase = (typeof LETTER_CASES)[number];

/** null is unknown; `{number: n}` is the n-th number of the phrase. */
export type Meaning = null | string | number | boolean | readonly string[] | { readonly number: number };

/** What an id or name is read as; anything else has the type of its attribute. */
export type TargetType = AttributeType | 'id';

export const READERS_OF: Record<TargetType, readonly ReadAs[]> = {
  id: ['text'],
  text: ['text', 'date'],
  category: ['text', 'date'],
  number: ['number', 'money', 'percent', 'date'],
  boolean: ['yesNo'],
  set: ['list'],
};

export const SOURCE_LIMITS = {
  /** Bytes of a CSV row or NDJSON line. */
  recordBytes: 1_048_576,
  columns: 2_000,
  /** Text kept of joined files, in UTF-16 code units. */
  joinedUnits: 128_000_000,
  /** Rows of one lookup that is read from a file. */
  lookupRows: 200_000,
} as const;
