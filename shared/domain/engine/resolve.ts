import type { CompiledCondition, CompiledQuestion, ColumnSource } from '../questionnaire/compileQuestionnaire.ts';
import { isOptions, optionsOf, type Given } from '../questionnaire/answers.ts';
import { matchingRows, valuesFor } from '../questionnaire/compileLookups.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import type { OptionColumn, NumberColumn } from './columns.ts';
import { createTerm, type ScoreTerm } from './terms.ts';

/** The answers of a request by question position; null where there is none. `pinned`: given by `fixed`. */
export interface Answers {
  readonly given: readonly (Given | null)[];
  readonly pinned: readonly boolean[];
}

/** An effective response of a filter question whose column is resolved. */
export interface FilterTerm {
  readonly question: CompiledQuestion;
  readonly column: OptionColumn | NumberColumn;
  readonly answer: Given;
}

/** What the answers make of the questionnaire. */
export interface Resolved {
  readonly answers: Answers;
  /** By question: the given answers and those that lookups filled in. */
  readonly given: readonly (Given | null)[];
  /** What lookups filled in, by question. */
  readonly derived: ReadonlyMap<number, string>;
  /** The options between which lookups leave an open question. */
  readonly leftOpen: ReadonlyMap<number, ReadonlySet<string>>;
  /** 1 or 0 by question. */
  readonly applies: readonly (0 | 1)[];
  /** Column position by question; -1 where none is resolved. Also given where the question does not apply. */
  readonly columnOf: readonly number[];
  /** In questionnaire order. */
  readonly filters: readonly FilterTerm[];
  /** Terms that count: ranking entries, then effective preferences. */
  readonly terms: readonly ScoreTerm[];
  readonly weightSum: number;
}

export function resolve(catalog: CompiledCatalog, answers: Answers): Resolved {
  const { questions, order, ranking, lookups } = catalog.questionnaire;
  const given = lookups.length === 0 ? (answers.given as (Given | null)[]) : answers.given.slice();
  const applies = new Array<0 | 1>(questions.length).fill(0);
  const columnOf = new Array<number>(questions.length).fill(-1);
  const effective = (question: number): Given | null => (applies[question] === 1 ? given[question]! : null);
  const filledIn: FilledIn = lookups.length === 0 ? NOTHING_FILLED_IN : { derived: new Map(), leftOpen: new Map() };
  for (const index of order) {
    const question = questions[index]!;
    applies[index] = question.askWhen === null || holds(question.askWhen, effective) ? 1 : 0;
    if (question.filledBy.length > 0 && applies[index] === 1 && given[index] === null) {
      given[index] = fillIn(question, effective, filledIn);
    }
    if (question.source !== null) columnOf[index] = resolveColumn(question.source, effective);
  }
  const filters: FilterTerm[] = [];
  const terms: ScoreTerm[] = [];
  for (const entry of ranking) {
    const column = resolveColumn(entry.source, effective);
    if (column >= 0) terms.push(createTerm(catalog.columns[column]!, entry.curve, entry.weight, null, null));
  }
  for (const question of questions) {
    const answer = effective(question.index);
    const column = columnOf[question.index]!;
    if (answer === null || column < 0) continue;
    if (question.question.effect === 'filter') {
      filters.push({ question, column: catalog.columns[column] as OptionColumn | NumberColumn, answer });
    } else {
      terms.push(preferenceTerm(catalog, question, column, answer));
    }
  }
  const weightSum = terms.reduce((sum, term) => sum + term.weight, 0);
  return { answers, given, ...filledIn, applies, columnOf, filters, terms, weightSum };
}

interface FilledIn {
  derived: Map<number, string>;
  leftOpen: Map<number, ReadonlySet<string>>;
}

/** Shared by all answers to catalogues without lookups: nothing is ever put into it. */
const NOTHING_FILLED_IN: FilledIn = { derived: new Map(), leftOpen: new Map() };

/** The value on which all matching rows of a lookup agree, of the first such lookup; else null. */
function fillIn(
  question: CompiledQuestion,
  effective: EffectiveAnswer,
  { derived, leftOpen }: FilledIn,
): string | null {
  let between: readonly string[] | null = null;
  for (const lookup of question.filledBy) {
    const values = valuesFor(lookup, question.index, effective);
    if (values.length === 1) {
      derived.set(question.index, values[0]!);
      return values[0]!;
    }
    if (values.length > 1) between ??= values;
  }
  if (between !== null) leftOpen.set(question.index, new Set(between));
  return null;
}

/** The effective answer to a question. */
export const effectiveAnswer = ({ applies, given }: Resolved, question: number): Given | null =>
  applies[question] === 1 ? given[question]! : null;

/** Whether lookups leave this option of a question open; all are where no lookup says anything. */
export const isLeftOpen = ({ leftOpen }: Resolved, question: number, option: string): boolean =>
  leftOpen.get(question)?.has(option) ?? true;

/** Ids of the required questions without an effective answer, in `requires` order. */
export function needsOf({ markets, questionnaire }: CompiledCatalog, resolved: Resolved): string[] {
  const open = markets?.required.filter((question) => effectiveAnswer(resolved, question) === null) ?? [];
  return open.map((question) => questionnaire.questions[question]!.question.id);
}

/** Ids of the `from` questions of lookups that are answered and have no matching row. */
export function unmatchedOf({ questionnaire }: CompiledCatalog, resolved: Resolved): string[] {
  const unmatched = new Set<string>();
  for (const lookup of questionnaire.lookups) {
    if (matchingRows(lookup, (question) => effectiveAnswer(resolved, question))?.length !== 0) continue;
    for (const question of lookup.from) unmatched.add(questionnaire.questions[question]!.question.id);
  }
  return [...unmatched];
}

export function preferenceTerm(
  catalog: CompiledCatalog,
  question: CompiledQuestion,
  column: number,
  answer: Given,
): ScoreTerm {
  const { curve, weight } = question.question;
  return createTerm(catalog.columns[column]!, curve!, weight ?? 1, question, answer);
}

/** The same answers with one put in the place of whatever was there. */
export function withAnswer(answers: Answers, question: number, answer: Given | null): Answers {
  const given = answers.given.slice();
  given[question] = answer;
  return { given, pinned: answers.pinned };
}

type EffectiveAnswer = (question: number) => Given | null;

function holds(condition: CompiledCondition, effective: EffectiveAnswer): boolean {
  if ('parts' in condition) {
    return condition.kind === 'all'
      ? condition.parts.every((part) => holds(part, effective))
      : condition.parts.some((part) => holds(part, effective));
  }
  const answer = effective(condition.question);
  if (answer === null) return false;
  if (condition.kind === 'between') {
    return typeof answer === 'number' && answer >= condition.min && answer <= condition.max;
  }
  if (isOptions(answer)) return answer.some((option) => condition.values.has(option));
  return typeof answer !== 'object' && condition.values.has(answer);
}

/** Column position, -1 for none. An inner lookup without result does not fall back on the outer default. */
function resolveColumn(source: ColumnSource, effective: EffectiveAnswer): number {
  if (typeof source === 'number') return source;
  const answer = effective(source.question);
  if (answer === null) return source.fallback;
  const found = typeof answer === 'number' ? bandOf(source, answer) : source.byKey.get(optionsOf(answer)[0]!);
  return found === undefined ? source.fallback : resolveColumn(found, effective);
}

function bandOf(source: Exclude<ColumnSource, number>, answer: number): ColumnSource | undefined {
  let band = -1;
  while (band + 1 < source.bandEnds.length && source.bandEnds[band + 1]! <= answer) band++;
  return source.bandSources[band];
}
