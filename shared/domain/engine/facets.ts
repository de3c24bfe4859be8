import { LIMITS, type Question } from '../catalog/schema.ts';
import { optionsOf, type Given } from '../questionnaire/answers.ts';
import type { CompiledQuestion } from '../questionnaire/compileQuestionnaire.ts';
import { extendCounts, type FitCounts } from './columnCounts.ts';
import type { ColumnCounts, NumberCounts, OptionCounts } from './counts.ts';
import type { OptionColumn } from './columns.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { findNearMisses, type FilterPass } from './evaluate.ts';
import { effectiveAnswer, type Resolved } from './resolve.ts';
import type { Facet, NumericFacet, OptionFacet, Range } from './schema.ts';

/**
 * One facet for each filter question that applies and has a column, in questionnaire order.
 *
 * @param wanted by question, or null for all.
 * @param countsFor what the options of a question are counted over: all that passes all other filters.
 */
export function facetsOf(
  catalog: CompiledCatalog,
  resolved: Resolved,
  wanted: readonly boolean[] | null,
  countsFor: (question: CompiledQuestion, column: number) => ColumnCounts,
): Facet[] {
  const facets: Facet[] = [];
  for (const question of catalog.questionnaire.questions) {
    const { index } = question;
    const column = resolved.columnOf[index]!;
    if (question.question.effect !== 'filter' || resolved.applies[index] === 0 || column < 0) continue;
    if (wanted !== null && wanted[index] !== true) continue;
    facets.push(facetOf(question, catalog, column, countsFor(question, column), resolved));
  }
  return facets;
}

/** Counts for the facets of one market: those of the fit, and of what only the question's own filter shuts out. */
export function countsInMarket(
  catalog: CompiledCatalog,
  resolved: Resolved,
  pass: FilterPass,
  counts: FitCounts,
): (question: CompiledQuestion, column: number) => ColumnCounts {
  const nearMisses = findNearMisses(pass);
  let filter = 0;
  return ({ index }, column) => {
    while (filter < pass.filters.length && pass.filters[filter]!.question.index < index) filter++;
    const leaveOut = pass.filters[filter]?.question.index === index && resolved.answers.pinned[index] !== true;
    return leaveOut
      ? extendCounts(catalog.columns[column]!, counts.of(column), counts.fit, nearMisses.of(filter))
      : counts.of(column);
  };
}

function facetOf(
  { index, question }: CompiledQuestion,
  catalog: CompiledCatalog,
  column: number,
  counts: ColumnCounts,
  resolved: Resolved,
): Facet {
  const answer = effectiveAnswer(resolved, index);
  if (counts.kind === 'number') return numericFacet(question.id, counts, answer);
  const option = catalog.columns[column] as OptionColumn;
  if (option.attribute.type === 'boolean') return booleanFacet(question.id, question, counts, answer);
  return optionFacet(question, option, counts, answer, resolved.leftOpen.get(index) ?? null);
}

function numericFacet(questionId: string, counts: NumberCounts, answer: Given | null): NumericFacet {
  const { edges, buckets } = counts.histogram();
  const histogram = new Array<NumericFacet['histogram'][number]>(buckets.length);
  for (let i = 0; i < buckets.length; i++) histogram[i] = { from: edges[i]!, to: edges[i + 1]!, count: buckets[i]! };
  const known = counts.known > 0;
  return {
    questionId,
    min: known ? counts.min : null,
    max: known ? counts.max : null,
    histogram,
    selected: answer as number | Range | null,
  };
}

/** Rows that would pass the question with this option alone, of those counted. */
export function passingAlone(question: Question, counts: OptionCounts, code: number): number {
  const holding = code < 0 ? 0 : counts.held[code + 1]!;
  const { match, unknown } = question;
  return (match === 'none' ? counts.known - holding : holding) + (unknown === 'include' ? counts.unknown : 0);
}

function booleanFacet(questionId: string, question: Question, counts: OptionCounts, answer: Given | null): OptionFacet {
  const options = [true, false].map((value, code) => ({
    value,
    count: passingAlone(question, counts, code),
    selected: answer === value,
  }));
  return { questionId, options, truncated: false };
}

/** @param left the options between which lookups leave the question open; null: all of them */
function optionFacet(
  question: Question,
  column: OptionColumn,
  counts: OptionCounts,
  answer: Given | null,
  left: ReadonlySet<string> | null,
): OptionFacet {
  const questionId = question.id;
  const selected = answer === null ? null : new Set(optionsOf(answer));
  const options: { value: string; count: number; selected: boolean }[] = [];
  const { values, declared } = column;
  const { held, known } = counts;
  const always = question.unknown === 'include' ? counts.unknown : 0;
  const isNone = question.match === 'none';
  for (let code = 0; code < values.length; code++) {
    const count = (isNone ? known - held[code + 1]! : held[code + 1]!) + always;
    if (count === 0 && selected === null) continue;
    const isSelected = selected?.delete(values[code]!) ?? false;
    // A declared value that no plan holds is an option only while selected.
    if (!isSelected && (count === 0 || column.counts[code] === 0)) continue;
    if (left !== null && !left.has(values[code]!)) continue;
    options.push({ value: values[code]!, count, selected: isSelected });
  }
  if (selected !== null && selected.size > 0) {
    insertUnheld(options, column, selected, passingAlone(question, counts, -1), declared);
  }
  return options.length <= LIMITS.facetOptions
    ? { questionId, options, truncated: false }
    : { questionId, options: mostFrequent(options), truncated: true };
}

/** Selected values that no plan holds take their place among the values that are not declared, which ascend. */
function insertUnheld(
  options: { value: string; count: number; selected: boolean }[],
  column: OptionColumn,
  unheld: ReadonlySet<string>,
  count: number,
  declared: number,
): void {
  const declaredValues = new Set(column.values.slice(0, declared));
  const head = options.filter(({ value }) => declaredValues.has(value));
  const tail = options.slice(head.length);
  for (const value of unheld) tail.push({ value, count, selected: true });
  tail.sort((a, b) => (a.value < b.value ? -1 : 1));
  options.splice(0, options.length, ...head, ...tail);
}

/** The `LIMITS.facetOptions` highest counts (ties ascending by value) and the selected ones, in the order they came. */
function mostFrequent<O extends { value: string; count: number; selected: boolean }>(options: readonly O[]): O[] {
  // Counts alone are sorted many times as fast as options.
  const counts = Uint32Array.from(options, ({ count }) => count).sort();
  const least = counts[counts.length - LIMITS.facetOptions]!;
  const above = counts.length - counts.findLastIndex((count) => count <= least) - 1;
  const tied = options.filter(({ count }) => count === least).sort((a, b) => (a.value < b.value ? -1 : 1));
  const kept = new Set(tied.slice(0, LIMITS.facetOptions - above));
  return options.filter((option) => option.count > least || option.selected || kept.has(option));
}
