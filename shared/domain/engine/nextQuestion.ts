import type { CompiledQuestion } from '../questionnaire/compileQuestionnaire.ts';
import type { FitCounts, NumberCounts, OptionCounts } from './columnCounts.ts';
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
  const isOpen = (index: number) => resolved.answers.given[index] === null;
  const bitsOver = (question: CompiledQuestion, columns: readonly number[]): number => {
    let most = 0;
    for (const column of columns) most = Math.max(most, bitsOf(catalog, question, column, total, counts));
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
): number {
  const counted = counts.of(column);
  const options =
    counted.kind === 'number'
      ? numberOptions(question, counted)
      : optionOptions(question, catalog.columns[column] as OptionColumn, counted);
  let shares = 0;
  for (const { share } of options) shares += share;
  let bits = 0;
  for (const { left, share } of options) {
    if (left > 0 && share > 0) bits += (share / shares) * Math.log2(total / left);
  }
  return bits;
}

/** An answer to value: how many plans it would leave, and how likely it is (relative). */
interface ValuedOption {
  left: number;
  share: number;
}

function optionOptions(question: CompiledQuestion, column: OptionColumn, counts: OptionCounts): ValuedOption[] {
  const options: ValuedOption[] = [];
  for (let code = 0; code < column.values.length; code++) {
    if (column.counts[code] === 0 && column.attribute.type !== 'boolean') continue;
    const left = passingAlone(question.question, counts, code);
    options.push({ left, share: left });
  }
  return options;
}

/** The histogram's buckets; with `atMost` (`atLeast`) an answer leaves all plans up to (from) its bucket. */
function numberOptions(question: CompiledQuestion, counts: NumberCounts): ValuedOption[] {
  const { compare, curve, unknown } = question.question;
  const direction = question.question.effect === 'filter' ? compare : curve?.kind;
  const always = unknown === 'include' ? counts.unknown : 0;
  const options: ValuedOption[] = [];
  let below = 0;
  for (const share of counts.buckets) {
    const left = direction === 'atMost' ? below + share : direction === 'atLeast' ? counts.known - below : share;
    options.push({ left: left + always, share });
    below += share;
  }
  return options;
}
