import type { CompiledQuestion } from '../../questionnaire/compileQuestionnaire.ts';
import type { Given } from '../../questionnaire/answers.ts';
import type { OptionCounts } from '../columnCounts.ts';
import type { NumberColumn, OptionColumn } from '../columns.ts';
import { preferenceTerm } from '../resolve.ts';
import { HEAD, type AnswerWeights, type Situation, type SituationOf, type Standing } from './standing.ts';
import { asAnswer, numberAnswer } from './stableFilter.ts';
import { weightedUtility, type ScoreTerm } from '../terms.ts';

export function stablePreference(
  standing: Standing,
  question: CompiledQuestion,
  column: number,
  inSituation: SituationOf,
): AnswerWeights {
  const weights = { stable: 0, possible: 0 };
  const contests = new Map<Situation, Contest>();
  for (const { answer, weight, code } of possibleAnswers(standing, question, column)) {
    weights.possible += weight;
    const situation = inSituation(answer);
    if (!situation.headFits) continue;
    let contest = contests.get(situation);
    if (contest === undefined) {
      contest = createContest(standing, question, column, situation);
      contests.set(situation, contest);
    }
    const stays =
      code >= 0 && contest.holders !== null
        ? headStaysWith(contest, contest.holders[code])
        : headStays(contest, preferenceTerm(standing.catalog, question, column, answer));
    if (stays) weights.stable += weight;
  }
  return weights;
}

interface PossibleAnswer {
  answer: Given;
  weight: number;
  /** Of an option; -1 for a number. */
  code: number;
}

/** The values that fitting plans hold, each weighing the plans that hold it. */
function possibleAnswers(standing: Standing, question: CompiledQuestion, column: number): PossibleAnswer[] {
  const { catalog, counts } = standing;
  const values = catalog.columns[column]!;
  if (values.kind === 'number') return numberAnswers(standing, question, values, counts.of(column).known);
  const option = values as OptionColumn;
  const { held } = counts.of(column) as OptionCounts;
  const answers: PossibleAnswer[] = [];
  for (let code = 0; code < option.values.length; code++) {
    const weight = held[code + 1]!;
    if (weight > 0) answers.push({ answer: asAnswer(question, option, code), weight, code });
  }
  return answers;
}

/** Of more fitting plans than this, the numbers of the best ones stand for all: judging each would take milliseconds. */
const MOST_NUMBERS = 1000;

function numberAnswers(
  { fit, asItStands }: Standing,
  question: CompiledQuestion,
  column: NumberColumn,
  known: number,
): PossibleAnswer[] {
  const rows = fit.total > MOST_NUMBERS ? asItStands.field().rows : fit.rows.subarray(0, fit.total);
  const holders = new Map<number, number>();
  let judged = 0;
  for (const row of rows) {
    const x = column.values[row]!;
    if (x !== x) continue;
    holders.set(x, (holders.get(x) ?? 0) + 1);
    judged++;
  }
  return Array.from(holders, ([x, count]) => ({
    answer: numberAnswer(question, x),
    weight: judged === known ? count : (count * known) / judged,
    code: -1,
  }));
}

/** The head and those who could overtake it with one more term, which comes between the others in term order. */
interface Contest {
  readonly headCount: number;
  /** A head of fewer than three plans is the whole list: whoever joins it changes it. */
  readonly joined: boolean;
  /** Rows of the head in its order, then those of the challengers; all below is by place in them. */
  readonly rows: readonly number[];
  /** Sum of the terms before the new one. */
  readonly before: readonly number[];
  /** Weighted utilities of the terms after it, term by term. */
  readonly after: readonly (readonly number[])[];
  /** What the new term adds; all 0 between two answers. */
  readonly gains: number[];
  /** Weight of the new term. */
  readonly weight: number;
  /** Sum of all weights, the new one's included, in term order. */
  readonly weightSum: number;
  /**
   * Places that hold each option, by code, for curves under which one option is worth 1 to who holds it and 0 to others
   * (all but `ordered`); null for those and for numbers.
   */
  readonly holders: readonly (readonly number[] | undefined)[] | null;
}

/** Slack for rounding when challengers are left out because even a full utility would not lift them far enough. */
const ROUNDING = 1e-9;

function createContest(standing: Standing, question: CompiledQuestion, column: number, situation: Situation): Contest {
  const { head, catalog } = standing;
  const { terms } = situation.resolved;
  const field = situation.field();
  const later = terms.findIndex((term) => term.question !== null && term.question.index > question.index);
  const split = later < 0 ? terms.length : later;
  const weight = question.question.weight ?? 1;
  const rows: number[] = [];
  const before: number[] = [];
  const after: number[][] = field.parts.slice(split).map(() => []);
  let toBeat = Infinity;
  for (let place = 0; place < field.rows.length; place++) {
    const sumBefore = sumAt(field.parts, 0, split, place, 0);
    const sum = sumAt(field.parts, split, terms.length, place, sumBefore);
    if (place < head.length) toBeat = Math.min(toBeat, sum);
    else if (sum + weight < toBeat - ROUNDING * (toBeat + weight)) continue;
    rows.push(field.rows[place]!);
    before.push(sumBefore);
    for (let t = split; t < terms.length; t++) after[t - split]!.push(field.parts[t]![place]!);
  }
  let weightSum = 0;
  for (let t = 0; t < split; t++) weightSum += terms[t]!.weight;
  weightSum += weight;
  for (let t = split; t < terms.length; t++) weightSum += terms[t]!.weight;
  const values = catalog.columns[column]!;
  return {
    headCount: head.length,
    joined: head.length < HEAD && field.rows.length > head.length,
    rows,
    before,
    after,
    gains: new Array<number>(rows.length).fill(0),
    weight,
    weightSum,
    holders: values.kind === 'option' && question.question.curve?.kind !== 'ordered' ? holdersOf(values, rows) : null,
  };
}

/** `start` and the terms from `from` to before `to`, added in term order. */
function sumAt(parts: readonly Float64Array[], from: number, to: number, place: number, start: number): number {
  let sum = start;
  for (let t = from; t < to; t++) sum += parts[t]![place]!;
  return sum;
}

function holdersOf({ codes, offsets, items, values }: OptionColumn, rows: readonly number[]): (number[] | undefined)[] {
  const holders: (number[] | undefined)[] = new Array<number[] | undefined>(values.length);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!;
    if (codes !== null) {
      if (codes[row] !== 0) (holders[codes[row]! - 1] ??= []).push(place);
    } else {
      for (let i = offsets![row]!; i < offsets![row + 1]!; i++) (holders[items![i]!] ??= []).push(place);
    }
  }
  return holders;
}

/** One option more, worth `weight` to those who hold it. */
function headStaysWith(contest: Contest, holders: readonly number[] = []): boolean {
  for (const place of holders) contest.gains[place] = contest.weight;
  const stays = headStaysAfter(contest);
  for (const place of holders) contest.gains[place] = 0;
  return stays;
}

function headStays(contest: Contest, term: ScoreTerm): boolean {
  contest.rows.forEach((row, place) => (contest.gains[place] = weightedUtility(term, row)));
  const stays = headStaysAfter(contest);
  contest.gains.fill(0);
  return stays;
}

/** Whether the head stays first, in order, after the gains. */
function headStaysAfter({ headCount, joined, rows, before, after, gains, weightSum }: Contest): boolean {
  if (joined) return false;
  let behindScore = Infinity;
  let behindRow = -1;
  for (let place = 0; place < rows.length; place++) {
    let sum = before[place]! + gains[place]!;
    for (const part of after) sum += part[place]!;
    const score = weightSum === 0 ? 0 : sum / weightSum;
    if (score > behindScore || (score === behindScore && rows[place]! < behindRow)) return false;
    if (place < headCount) {
      behindScore = score;
      behindRow = rows[place]!;
    }
  }
  return true;
}
