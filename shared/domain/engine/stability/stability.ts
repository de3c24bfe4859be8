import type { CompiledQuestion } from '../../questionnaire/compileQuestionnaire.ts';
import { optionsOf, type Given } from '../../questionnaire/answers.ts';
import { fitOf, inSlot, passMarket, scoreFit, type Fit } from '../evaluate.ts';
import { marketOf, planOf, rowIn, type Span } from '../markets.ts';
import { answerable } from '../nextQuestion.ts';
import { once } from '../once.ts';
import { isLeftOpen, needsOf, resolve, withAnswer, type Resolved } from '../resolve.ts';
import { workspaceFor } from '../workspace.ts';
import { stableOptions, stableNumbers } from './stableFilter.ts';
import { stablePreference } from './stablePreference.ts';
import {
  createField,
  HEAD,
  NO_ROWS,
  type AnswerWeights,
  type Situation,
  type SituationOf,
  type Standing,
} from './standing.ts';

/**
 * Share of the possible single answers to open questions, weighted by `answerable` and by how many fitting plans hold
 * the value, that leave the first three plans as they are.
 */
export function stabilityOf(standing: Standing): number {
  if (standing.fit.total === 0) return 0;
  let stable = 0;
  let possible = 0;
  for (const question of standing.catalog.questionnaire.questions) {
    const { index } = question;
    if (standing.resolved.given[index] !== null || standing.resolved.applies[index] === 0) continue;
    const weights = weighAnswers(standing, question);
    stable += weights.stable * answerable(question);
    possible += weights.possible * answerable(question);
  }
  return possible === 0 ? 1 : stable / possible;
}

/** Whether an open context question could make another question apply. */
export function couldOpenAnother({ catalog, resolved }: Pick<Standing, 'catalog' | 'resolved'>): boolean {
  return catalog.questionnaire.questions.some(
    ({ index, question, opens }) =>
      question.effect === 'context' &&
      resolved.given[index] === null &&
      resolved.applies[index] === 1 &&
      opens.some((opened) => resolved.applies[opened] === 0),
  );
}

function weighAnswers(standing: Standing, question: CompiledQuestion): AnswerWeights {
  if (question.question.effect === 'context') return weighContext(standing, question);
  const column = standing.resolved.columnOf[question.index]!;
  if (column < 0) return { stable: 0, possible: 0 };
  const inSituation = situations(standing, question);
  if (question.question.effect === 'preference') {
    return stablePreference(standing, question, column, inSituation, (answer) => cellOf(question, answer));
  }
  return standing.catalog.columns[column]!.kind === 'number'
    ? stableNumbers(standing, question, column, inSituation)
    : stableOptions(standing, question, column, inSituation);
}

/** Options of a context question weigh 1 each. A number or range has no listed answers, so none is judged. */
function weighContext(standing: Standing, question: CompiledQuestion): AnswerWeights {
  const { kind, options = [] } = question.question;
  const answers: Given[] =
    kind === 'boolean'
      ? [true, false]
      : kind === 'single' || kind === 'multiple'
        ? options.map(({ value }) => (kind === 'single' ? value : [value]))
        : [];
  const possible = answers.filter((answer) => isLeftOpen(standing.resolved, question.index, optionsOf(answer)[0]!));
  const inSituation = situations(standing, question);
  let stable = 0;
  for (const answer of possible) {
    const { headHolds, intruders } = inSituation(answer);
    if (headHolds && intruders.length === 0) stable++;
  }
  return { stable, possible: possible.length };
}

function situations(standing: Standing, question: CompiledQuestion): SituationOf {
  if (!question.steers) return () => standing.asItStands;
  const made = new Map<string, Situation>();
  return (answer) => {
    const key = cellOf(question, answer);
    let situation = made.get(key);
    if (situation === undefined) made.set(key, (situation = situationAfter(standing, question, answer)));
    return situation;
  };
}

/** Names the stretch of answers with which the same things apply and the same columns are bound. */
export function cellOf(question: CompiledQuestion, answer: Given): string {
  const { turningPoints } = question;
  if (typeof answer === 'boolean') return String(answer);
  if (typeof answer !== 'number') {
    const option = optionsOf(answer)[0]!;
    return turningPoints.has(option) ? `=${option}` : 'other';
  }
  let below = 0;
  for (const point of turningPoints) {
    if (point === answer) return `=${answer}`;
    if (typeof point === 'number' && point < answer) below++;
  }
  return `after ${below}`;
}

function situationAfter(standing: Standing, question: CompiledQuestion, answer: Given): Situation {
  const { catalog, excluded } = standing;
  const answered = resolve(catalog, withAnswer(standing.resolved.answers, question.index, answer));
  const resolved = withoutQuestion(answered, question);
  if (needsOf(catalog, answered).length > 0) return nothingListed(standing, resolved);
  const market = marketOf(catalog, answered);
  const sameMarket = market.from === standing.market.from && market.to === standing.market.to;
  const sameFilters = sameMarket && filtersAlike(resolved, standing.resolved);
  if (sameFilters && scoresAlike(resolved, standing.resolved)) return standing.asItStands;
  const head = sameMarket ? standing.head : movedTo(market, standing);
  const pass = sameFilters ? null : passMarket(catalog, market, resolved, excluded);
  const fit = pass === null ? inSlot(standing.fit, workspaceFor(catalog, market), 1) : fitOf(pass, 1);
  scoreFit(resolved, fit);
  const field = once(() => createField(resolved, fit, head));
  const positions = Array.from(head, (row) => positionIn(fit, row));
  if (positions.includes(-1)) {
    return { resolved, head, headFits: false, headHolds: false, intruders: NO_ROWS, fit, field };
  }
  const headHolds = positions.every((position, i) => i === 0 || !behind(fit, positions[i - 1]!, position));
  const intruders =
    headHolds && question.question.effect !== 'preference' ? findIntruders(head, fit, positions) : NO_ROWS;
  return { resolved, head, headFits: true, headHolds, intruders, fit, field };
}

/** The rows of the head's plans in another market; row 4,294,967,295, which is in no fit, where one is not sold there. */
function movedTo(market: Span, { catalog, head }: Standing): Uint32Array {
  return head.map((row) => rowIn(catalog, market, planOf(catalog, row)));
}

/** A required answer that depended on what was open before is gone. */
function nothingListed({ asItStands }: Standing, resolved: Resolved): Situation {
  return { ...asItStands, resolved, headFits: false, headHolds: false };
}

/** The question's own filter or term left out. */
function withoutQuestion(resolved: Resolved, { index }: CompiledQuestion): Resolved {
  const terms = resolved.terms.filter((term) => term.question?.index !== index);
  return {
    ...resolved,
    filters: resolved.filters.filter((filter) => filter.question.index !== index),
    terms,
    weightSum: terms.reduce((sum, term) => sum + term.weight, 0),
  };
}

/** Rows before the end of the head; when the head is not full, whatever else fits. */
function findIntruders(head: Uint32Array, fit: Fit, positions: readonly number[]): Uint32Array {
  const last = positions[positions.length - 1]!;
  const intruders: number[] = [];
  for (let position = 0; position < fit.total; position++) {
    const before = head.length < HEAD || behind(fit, last, position);
    if (before && !positions.includes(position)) intruders.push(fit.rows[position]!);
  }
  return intruders.length === 0 ? NO_ROWS : Uint32Array.from(intruders);
}

/** Whether position a ranks behind position b. */
const behind = (fit: Fit, a: number, b: number): boolean =>
  fit.scores[a]! < fit.scores[b]! || (fit.scores[a] === fit.scores[b] && a > b);

function positionIn(fit: Fit, row: number): number {
  let low = 0;
  let high = fit.total - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const there = fit.rows[middle]!;
    if (there === row) return middle;
    if (there < row) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Given answers are the same objects, all but one question's; what lookups filled in are strings. */
const isSame = (a: Given | null, b: Given | null): boolean => a === b;

/** Whether two sets of answers filter the same. */
function filtersAlike({ filters: a }: Resolved, { filters: b }: Resolved): boolean {
  if (a.length !== b.length) return false;
  return a.every(
    ({ question, column, answer }, i) =>
      question === b[i]!.question && column === b[i]!.column && isSame(answer, b[i]!.answer),
  );
}

/** Each entry of `ranking` and each preference has a curve object of its own, which tells terms apart. */
function scoresAlike({ terms: a }: Resolved, { terms: b }: Resolved): boolean {
  return (
    a.length === b.length &&
    a.every(
      ({ curve, column, answer }, i) =>
        curve === b[i]!.curve && column === b[i]!.column && isSame(answer, b[i]!.answer),
    )
  );
}
