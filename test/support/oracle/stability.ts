import type { Catalog, Question } from '../../../shared/domain/catalog/schema.ts';
import type { Answer } from '../../../shared/domain/engine/schema.ts';
import { filtersOf, fittingOffers } from './filtering.ts';
import { questionsNamedIn } from './naming.ts';
import type { Offered } from './offered.ts';
import { byScore, termsOf } from './ranking.ts';
import { withAnswer, type PlainRequest } from './request.ts';
import { readSituation, type Situation } from './situation.ts';
import { valueOf } from './values.ts';

const FIRST = 3;
const JUDGED_FOR_PREFERENCES = 100;

interface PossibleAnswer {
  questionId: string;
  answer: Answer;
  weight: number;
}

/** The weighted share of possible single answers that leave the first three plans as they are. */
export function stabilityOf(catalog: Catalog, request: PlainRequest): number {
  const situation = readSituation(catalog, request);
  const fitting = fittingOffers(situation);
  if (fitting.length === 0 || situation.needs.length > 0) return 0;
  const ranked = byScore(catalog, termsOf(situation), fitting);
  const now = firstIds(ranked);
  let all = 0;
  let stable = 0;
  for (const { questionId, answer, weight } of possibleAnswers(situation, fitting)) {
    all += weight;
    if (weight === 0) continue;
    const then = firstWith(catalog, request, situation, ranked, questionId, answer);
    if (now.length === then.length && now.every((id, index) => id === then[index])) stable += weight;
  }
  return all === 0 ? 1 : stable / all;
}

export function canStop(catalog: Catalog, situation: Situation, total: number, stability: number): boolean {
  return (
    situation.needs.length === 0 &&
    total > 0 &&
    !aContextCouldOpenAnother(situation) &&
    stability >= (catalog.stopAt ?? 1)
  );
}

function aContextCouldOpenAnother({ catalog, applies, given }: Situation): boolean {
  const openContexts = catalog.questions
    .filter(({ id, effect }) => effect === 'context' && applies.has(id) && !given.has(id))
    .map(({ id }) => id);
  return catalog.questions.some(
    ({ id, askWhen }) =>
      !applies.has(id) &&
      askWhen !== undefined &&
      questionsNamedIn(askWhen).some((name) => openContexts.includes(name)),
  );
}

function possibleAnswers(situation: Situation, fitting: Offered[]): PossibleAnswer[] {
  const { catalog, applies, given, columns, leftOpen } = situation;
  const isLeft = (question: Question, option: unknown) => leftOpen.get(question.id)?.includes(String(option)) !== false;
  return catalog.questions
    .filter(({ id }) => applies.has(id) && !given.has(id))
    .flatMap((question) => {
      const answerable = question.answerable ?? 1;
      if (question.effect === 'context') {
        return contextAnswers(question)
          .filter((answer) => isLeft(question, answer))
          .map((answer) => ({ questionId: question.id, answer, weight: answerable }));
      }
      const column = columns.get(question.id);
      if (column === undefined) return [];
      return [...countHeld(fitting, column.id)]
        .filter(([value]) => isLeft(question, value))
        .map(([value, plans]) => ({
          questionId: question.id,
          answer: answerWith(question, value),
          weight: answerable * plans,
        }));
    });
}

/** What a context question could be answered with, as far as the catalogue says. */
function contextAnswers({ kind, options = [] }: Question): Answer[] {
  if (kind === 'boolean') return [true, false];
  return kind === 'single' || kind === 'multiple'
    ? options.map(({ value }) => (kind === 'single' ? value : [value]))
    : [];
}

/** How many of these plans hold each value; a set holds each of its elements. */
function countHeld(plans: Offered[], attributeId: string): Map<string | number | boolean, number> {
  const counts = new Map<string | number | boolean, number>();
  for (const plan of plans) {
    const value = valueOf(plan, attributeId);
    if (value === null) continue;
    for (const held of Array.isArray(value) ? value : [value]) counts.set(held, (counts.get(held) ?? 0) + 1);
  }
  return counts;
}

/** The answer that says just this value. */
function answerWith(question: Question, value: string | number | boolean): Answer {
  switch (question.kind) {
    case 'multiple':
      return [String(value)];
    case 'range':
      return { min: Number(value), max: Number(value) };
    default:
      return value;
  }
}

function firstWith(
  catalog: Catalog,
  request: PlainRequest,
  before: Situation,
  ranked: Offered[],
  questionId: string,
  answer: Answer,
): string[] {
  const after = readSituation(catalog, withAnswer(request, questionId, answer));
  // What it was filled in by may be filled in otherwise now, and a required answer be gone: then nothing is listed.
  if (after.needs.length > 0) return [];
  const judged =
    ranked.length > JUDGED_FOR_PREFERENCES && addsOnlyATerm(before, after, questionId)
      ? ranked.slice(0, JUDGED_FOR_PREFERENCES)
      : fittingOffers(after);
  return firstIds(byScore(catalog, termsOf(after), judged));
}

/** Whether the answer does nothing but add the term of its own preference. */
function addsOnlyATerm(before: Situation, after: Situation, questionId: string): boolean {
  const isPreference = before.catalog.questions.some(({ id, effect }) => id === questionId && effect === 'preference');
  const described = (situation: Situation) =>
    JSON.stringify([
      filtersOf(situation).map(({ question, column, answer }) => [question.id, column.id, answer]),
      termsOf(situation)
        .filter(({ question }) => question?.id !== questionId)
        .map(({ question, column, answer, weight, curve }) => [question?.id, column.id, answer, weight, curve]),
    ]);
  return isPreference && described(before) === described(after);
}

function firstIds(plans: Offered[]): string[] {
  return plans.slice(0, FIRST).map(({ planId }) => planId);
}
