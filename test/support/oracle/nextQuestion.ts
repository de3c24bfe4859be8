import type { Attribute, Question } from '../../../shared/domain/catalog/schema.ts';
import type { NextQuestion } from '../../../shared/domain/engine/schema.ts';
import { countOptions, inListingOrder, knownNumbers, openOptions } from './facets.ts';
import { fittingOffers } from './filtering.ts';
import { histogramOf } from './histogram.ts';
import { questionsNamedBy, questionsNamedIn } from './naming.ts';
import type { Offered } from './offered.ts';
import { possibleColumns, type Situation } from './situation.ts';

export function nextQuestionOf(situation: Situation): NextQuestion | null {
  const [needed] = situation.needs;
  if (needed !== undefined) return { questionId: needed, expectedBits: 0 };
  let best: NextQuestion | null = null;
  for (const candidate of valuedQuestions(situation)) {
    if (candidate.expectedBits > (best?.expectedBits ?? 0)) best = candidate;
  }
  return best;
}

/** Every question that could be asked next, with what it is worth, in questionnaire order. */
export function valuedQuestions(situation: Situation): NextQuestion[] {
  const fitting = fittingOffers(situation);
  if (fitting.length === 0) return [];
  const valued: NextQuestion[] = [];
  for (const question of situation.catalog.questions) {
    if (!situation.applies.has(question.id) || situation.given.has(question.id)) continue;
    const column = situation.columns.get(question.id);
    if (question.effect === 'context') {
      valued.push({ questionId: question.id, expectedBits: contextBits(situation, fitting, question) });
    } else if (column !== undefined) {
      valued.push({ questionId: question.id, expectedBits: bitsOf(situation, fitting, question, column) });
    }
  }
  return valued;
}

/** The most that any question waiting for this one is worth, whatever column it would take. */
function contextBits(situation: Situation, fitting: Offered[], context: Question): number {
  const worths = situation.catalog.questions
    .filter((question) => waitsFor(question, context.id) && !situation.given.has(question.id))
    .flatMap((question) =>
      question.effect === 'context'
        ? [contextBits(situation, fitting, question)]
        : possibleColumns(situation.catalog, question).map((column) => bitsOf(situation, fitting, question, column)),
    );
  return (context.answerable ?? 1) * Math.max(0, ...worths);
}

function waitsFor(question: Question, contextId: string): boolean {
  const asked = question.askWhen === undefined ? [] : questionsNamedIn(question.askWhen);
  const bound = question.attributeBy === undefined ? [] : questionsNamedBy(question.attributeBy);
  return [...asked, ...bound].includes(contextId);
}

function bitsOf(situation: Situation, fitting: Offered[], question: Question, column: Attribute): number {
  const asFilter = question.effect === 'preference' ? preferenceAsFilter(question) : question;
  const outcomes =
    column.type === 'number'
      ? bucketOutcomes(asFilter, column, fitting)
      : optionOutcomes(situation, asFilter, column, fitting);
  const all = outcomes.reduce((sum, { share }) => sum + share, 0);
  const bits = outcomes
    .filter(({ share, left }) => share > 0 && left > 0)
    .reduce((sum, { share, left }) => sum + (share / all) * Math.log2(fitting.length / left), 0);
  return (question.answerable ?? 1) * bits;
}

/** How likely an answer is, in plans, and how many plans it would leave. */
interface Outcome {
  share: number;
  left: number;
}

function preferenceAsFilter(question: Question): Question {
  const kind = question.curve?.kind;
  const compare = kind === 'atMost' || kind === 'atLeast' ? kind : undefined;
  return { ...question, match: undefined, unknown: undefined, compare };
}

function optionOutcomes(situation: Situation, question: Question, column: Attribute, fitting: Offered[]): Outcome[] {
  const values =
    column.type === 'boolean'
      ? [true, false]
      : inListingOrder(column, new Set(openOptions(situation, question, column)));
  return countOptions(question, column, fitting, values).map(({ count }) => ({ share: count, left: count }));
}

function bucketOutcomes(question: Question, column: Attribute, fitting: Offered[]): Outcome[] {
  const known = knownNumbers(fitting, column);
  const unknown = question.unknown === 'include' ? fitting.length - known.length : 0;
  const counts = histogramOf(known).map(({ count }) => count);
  const sum = (part: number[]) => part.reduce((a, b) => a + b, 0);
  return counts.map((count, index) => {
    const left =
      question.compare === 'atMost'
        ? sum(counts.slice(0, index + 1))
        : question.compare === 'atLeast'
          ? sum(counts.slice(index))
          : count;
    return { share: count, left: left + unknown };
  });
}
