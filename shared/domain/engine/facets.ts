import { LIMITS, type Question } from '../catalog/schema.ts';
import { optionsOf, type Given } from '../questionnaire/answers.ts';
import {
  extendCounts,
  type ColumnCounts,
  type FitCounts,
  type NumberCounts,
  type OptionCounts,
} from './columnCounts.ts';
import type { OptionColumn } from './columns.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { findNearMisses, type FilterPass } from './evaluate.ts';
import type { Resolved } from './resolve.ts';
import type { Facet, NumericFacet, OptionFacet, Range } from './schema.ts';

/**
 * One facet for each filter question that applies and has a column, in questionnaire order.
 *
 * @param wanted by question, or null for all.
 */
export function facetsOf(
  catalog: CompiledCatalog,
  resolved: Resolved,
  pass: FilterPass,
  counts: FitCounts,
  wanted: readonly boolean[] | null,
): Facet[] {
  const nearMisses = findNearMisses(pass);
  const facets: Facet[] = [];
  let filter = 0;
  for (const { index, question } of catalog.questionnaire.questions) {
    const column = resolved.columnOf[index]!;
    if (question.effect !== 'filter' || resolved.applies[index] === 0 || column < 0) continue;
    const answered = resolved.filters[filter]?.question.index === index ? resolved.filters[filter]! : null;
    if (wanted === null || wanted[index] === true) {
      const leaveOut = answered !== null && resolved.answers.pinned[index] !== true;
      const counted = leaveOut
        ? extendCounts(catalog.columns[column]!, counts.of(column), counts.fit, nearMisses.of(filter))
        : counts.of(column);
      facets.push(facetOf(question, catalog, column, counted, answered?.answer ?? null));
    }
    if (answered !== null) filter++;
  }
  return facets;
}

function facetOf(
  question: Question,
  catalog: CompiledCatalog,
  column: number,
  counts: ColumnCounts,
  answer: Given | null,
): Facet {
  const { id } = question;
  if (counts.kind === 'number') return numericFacet(id, counts, answer);
  const option = catalog.columns[column] as OptionColumn;
  if (option.attribute.type === 'boolean') return booleanFacet(id, question, counts, answer);
  return optionFacet(id, question, option, counts, answer);
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

function optionFacet(
  questionId: string,
  question: Question,
  column: OptionColumn,
  counts: OptionCounts,
  answer: Given | null,
): OptionFacet {
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
  const byCount = options.toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const kept = new Set(byCount.slice(0, LIMITS.facetOptions));
  return options.filter((option) => kept.has(option) || option.selected);
}
