import type { Question } from '../catalog/schema.ts';
import type { CompiledQuestion } from '../questionnaire/compileQuestionnaire.ts';
import type { FitCounts } from './columnCounts.ts';
import type { NumberCounts, OptionCounts } from './counts.ts';
import type { OptionColumn } from './columns.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { passingAlone } from './facets.ts';
import type { Resolved } from './resolve.ts';
import type { NextQuestion } from './schema.ts';

/**
 * The open question whose answer is expected to tell most: answerable x the expected information gain in bits over the
 * plans that fit (Quinlan, Induction of Decision Trees, 1986, section 4, with the plans as equally likely outcomes).
 */
export function nextQuestionOf(
  catalog: CompiledCatalog,
  resolved: Resolved,
  total: number,
  counts: FitCounts,
): NextQuestion | null {
  const { questions } = catalog.questionnaire;
  if (total === 0) return null;
  const isOpen = (index: number) => resolved.given[index] === null;
  const bitsOver = (question: CompiledQuestion, columns: readonly number[]): number => {
    let most = 0;
    const left = resolved.leftOpen.get(question.index) ?? null;
    for (const column of columns) most = Math.max(most, bitsOf(catalog, question, column, total, counts, left));
    return most * answerable(question);
  };
  /** As if it applied, with each column it could take; a context question by those that wait for it. */
  const potential = (question: CompiledQuestion): number =>
    question.question.effect === 'context'
      ? question.waiting.reduce(
          (most, index) => (isOpen(index) ? Math.max(most, potential(questions[index]!)) : most),
          0,
        ) * answerable(question)
      : bitsOver(question, question.possibleColumns);

  let best: NextQuestion | null = null;
  for (const question of questions) {
    const { index } = question;
    if (!isOpen(index) || resolved.applies[index] === 0) continue;
    const column = resolved.columnOf[index]!;
    const isContext = question.question.effect === 'context';
    const expectedBits = isContext ? potential(question) : column < 0 ? 0 : bitsOver(question, [column]);
    if (expectedBits > (best?.expectedBits ?? 0)) best = { questionId: question.question.id, expectedBits };
  }
  return best;
}

export const answerable = (question: CompiledQuestion): number => question.question.answerable ?? 1;

function bitsOf(
  catalog: CompiledCatalog,
  question: CompiledQuestion,
  column: number,
  total: number,
  counts: FitCounts,
  left: ReadonlySet<string> | null,
): number {
  const counted = counts.of(column);
  return counted.kind === 'number'
    ? numberBits(question.question, counted, total)
    : optionBits(question.question, catalog.columns[column] as OptionColumn, counted, total, left);
}

/**
 * What an answer tells that leaves `left` of `total` plans. Bits are summed share by share, in the order of the options,
 * so that two questions worth the same come out the same to the last digit.
 */
const bitsTold = (total: number, left: number): number => (left > 0 ? Math.log2(total / left) : 0);

/** @param left the options between which lookups leave the question open; null: all of them */
function optionBits(
  question: Question,
  column: OptionColumn,
  counts: OptionCounts,
  total: number,
  left: ReadonlySet<string> | null,
): number {
  const isOption = (code: number): boolean =>
    (column.counts[code]! > 0 || column.attribute.type === 'boolean') &&
    (left === null || left.has(column.values[code]!));
  const leftBy = (code: number): number => (isOption(code) ? passingAlone(question, counts, code) : 0);
  let shares = 0;
  for (let code = 0; code < column.values.length; code++) shares += leftBy(code);
  let bits = 0;
  for (let code = 0; code < column.values.length; code++) {
    const left = leftBy(code);
    if (left > 0) bits += (left / shares) * bitsTold(total, left);
  }
  return bits;
}

/** The histogram's buckets; with `atMost` (`atLeast`) an answer leaves all plans up to (from) its bucket. */
function numberBits(question: Question, counts: NumberCounts, total: number): number {
  const { effect, compare, curve, unknown } = question;
  const direction = effect === 'filter' ? compare : curve?.kind;
  const always = unknown === 'include' ? counts.unknown : 0;
  let bits = 0;
  let below = 0;
  for (const count of counts.histogram().buckets) {
    const left = direction === 'atMost' ? below + count : direction === 'atLeast' ? counts.known - below : count;
    if (count > 0) bits += (count / counts.known) * bitsTold(total, left + always);
    below += count;
  }
  return bits;
}
