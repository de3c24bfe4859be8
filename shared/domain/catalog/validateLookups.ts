import { fault, nameType, openObject, readArray, readStrings, requireField, type Spot } from './fieldChecks.ts';
import { pointerTo, quote } from './jsonPointer.ts';
import { LIMITS } from './schema.ts';
import type { Dependency } from './validateDependencies.ts';
import type { KnownQuestion, KnownQuestions } from './validateReferences.ts';

const LOOKUP_FIELDS = ['from', 'to', 'rows'];

/**
 * Checks the tables that complete answers; returns who waits for whom by them. A question may be filled in by several
 * lookups (the first that can decides), but never, by whatever way round, by itself.
 */
export function validateLookups(catalog: Spot, known: KnownQuestions): Dependency[] {
  const list = readArray(catalog, 'lookups') ?? [];
  if (list.length > LIMITS.lookups) {
    fault(catalog, 'lookups', 'too_many', `Keep at most ${LIMITS.lookups} lookups; these are ${list.length}.`);
  }
  const dependencies: Dependency[] = [];
  let rows = 0;
  list.forEach((item: unknown, index) => {
    const path = pointerTo(pointerTo(catalog.path, 'lookups'), index);
    const lookup = openObject(catalog.faults, item, path, LOOKUP_FIELDS);
    if (lookup === undefined) return;
    const taken = new Set<string>();
    const from = readSide(lookup, 'from', known, taken);
    const to = readSide(lookup, 'to', known, taken);
    const width = from === undefined || to === undefined ? undefined : from.width + to.width;
    const rowsBefore = rows;
    rows += requireField(lookup, 'rows') ? checkRows(lookup, width) : 0;
    if (rows > LIMITS.lookupRows && rowsBefore <= LIMITS.lookupRows) {
      const limit = LIMITS.lookupRows.toLocaleString('en');
      fault(lookup, 'rows', 'too_many', `Keep at most ${limit} rows in all lookups together.`);
    }
    for (const { question } of to?.questions ?? []) {
      for (const { question: source, path: at } of from?.questions ?? []) {
        dependencies.push({ from: question.index, on: source.id, path: at });
      }
    }
  });
  return list.length <= LIMITS.lookups ? dependencies : [];
}

interface Side {
  /** How many values of a row belong to it. */
  readonly width: number;
  readonly questions: readonly { readonly question: KnownQuestion; readonly path: string }[];
}

/** The questions of one side, known or not; undefined where there is no list. */
function readSide(lookup: Spot, field: string, known: KnownQuestions, taken: Set<string>): Side | undefined {
  if (!requireField(lookup, field)) return undefined;
  const ids = readStrings(lookup, field);
  if (ids === undefined) return undefined;
  const width = (lookup.object[field] as unknown[]).length;
  if (width === 0) fault(lookup, field, 'empty_lookup', `Name at least one question in "${field}".`);
  const questions = ids.flatMap(({ value, path }) => {
    if (taken.has(value)) {
      lookup.faults.add(path, 'duplicate_id', `Name ${quote(value)} once: a lookup has each question once.`);
      return [];
    }
    taken.add(value);
    const question = known.byId.get(value);
    if (question === undefined) {
      const message = `Add a question ${quote(value)} to "questions", or name one that is there.`;
      lookup.faults.add(path, 'unknown_question', message);
      return [];
    }
    if (question.kind !== undefined && question.kind !== 'single') {
      const message = `Lookups are about single questions; ${quote(value)} is ${question.kind}.`;
      lookup.faults.add(path, 'not_single', message);
    }
    return [{ question, path }];
  });
  return { width, questions };
}

/** Tens of thousands of rows are usual, so a path is written only where there is a fault. */
function checkRows(lookup: Spot, width: number | undefined): number {
  const rows = readArray(lookup, 'rows') ?? [];
  const pathOf = (index: number) => pointerTo(pointerTo(lookup.path, 'rows'), index);
  rows.forEach((row: unknown, index) => {
    if (!Array.isArray(row)) {
      lookup.faults.add(pathOf(index), 'wrong_type', `Must be an array of strings; this is ${nameType(row)}.`);
      return;
    }
    if (width !== undefined && row.length !== width) {
      const message = `Give ${width} values, those of "from" and then those of "to"; these are ${row.length}.`;
      lookup.faults.add(pathOf(index), 'row_length', message);
    }
    row.forEach((value: unknown, place) => {
      if (typeof value === 'string') return;
      const message = `Must be a string, an answer to a single question; this is ${nameType(value)}.`;
      lookup.faults.add(pointerTo(pathOf(index), place), 'wrong_type', message);
    });
  });
  return rows.length;
}
