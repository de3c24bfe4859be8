import type { CompiledQuestion } from '../../questionnaire/compileQuestionnaire.ts';
import type { Given } from '../../questionnaire/answers.ts';
import type { OptionCounts } from '../columnCounts.ts';
import type { NumberColumn, OptionColumn } from '../columns.ts';
import { preferenceTerm } from '../resolve.ts';
import { HEAD, type AnswerWeights, type Field, type Situation, type SituationOf, type Standing } from './standing.ts';
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
  for (const { answer, weight } of possibleAnswers(standing, question, column)) {
    weights.possible += weight;
    const situation = inSituation(answer);
    if (!situation.headFits) continue;
    let contest = contests.get(situation);
    if (contest === undefined) contests.set(situation, (contest = createContest(standing, question, situation)));
    const term = preferenceTerm(standing.catalog, question, column, answer);
    if (headStays(contest, term)) weights.stable += weight;
  }
  return weights;
}

/** The values that fitting plans hold, each weighing the plans that hold it. */
function possibleAnswers(
  standing: Standing,
  question: CompiledQuestion,
  column: number,
): { answer: Given; weight: number }[] {
  const { catalog, counts } = standing;
  const values = catalog.columns[column]!;
  if (values.kind === 'number') return numberAnswers(standing, question, values, counts.of(column).known);
  const option = values as OptionColumn;
  const { held } = counts.of(column) as OptionCounts;
  const answers: { answer: Given; weight: number }[] = [];
  for (let code = 0; code < option.values.length; code++) {
    const weight = held[code + 1]!;
    if (weight > 0) answers.push({ answer: asAnswer(question, option, code), weight });
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
): { answer: Given; weight: number }[] {
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
  }));
}

/** The head and those who could overtake it with one more term, which comes between the others in term order. */
interface Contest {
  readonly headCount: number;
  /** A head of fewer than three plans is the whole list: whoever joins it changes it. */
  readonly joined: boolean;
  readonly field: Field;
  /** Places in the field: the head's in its order, then the challengers'. */
  readonly places: readonly number[];
  /** Sum of the terms before the new one, by place in the field. */
  readonly before: Float64Array;
  /** Weighted utilities, by place in the field, of the terms after it. */
  readonly after: readonly Float64Array[];
  /** Sum of all weights, the new one's included, in term order. */
  readonly weightSum: number;
}

/** Slack for rounding when challengers are left out because even a full utility would not lift them far enough. */
const ROUNDING = 1e-9;

function createContest({ head }: Standing, question: CompiledQuestion, situation: Situation): Contest {
  const { terms } = situation.resolved;
  const field = situation.field();
  const { rows, parts } = field;
  const later = terms.findIndex((term) => term.question !== null && term.question.index > question.index);
  const split = later < 0 ? terms.length : later;
  const weight = question.question.weight ?? 1;
  const before = sumsOf(parts.slice(0, split), rows.length);
  const sums = sumsOf(parts, rows.length);
  let toBeat = Infinity;
  for (let place = 0; place < head.length; place++) toBeat = Math.min(toBeat, sums[place]!);
  const places: number[] = [];
  for (let place = 0; place < rows.length; place++) {
    if (place < head.length || sums[place]! + weight >= toBeat - ROUNDING * (toBeat + weight)) places.push(place);
  }
  const weights = terms.map((term) => term.weight);
  return {
    headCount: head.length,
    joined: head.length < HEAD && rows.length > head.length,
    field,
    places,
    before,
    after: parts.slice(split),
    weightSum: [...weights.slice(0, split), weight, ...weights.slice(split)].reduce((sum, next) => sum + next, 0),
  };
}

function sumsOf(parts: readonly Float64Array[], length: number): Float64Array {
  const sums = new Float64Array(length);
  for (const part of parts) for (let place = 0; place < length; place++) sums[place] = sums[place]! + part[place]!;
  return sums;
}

/** Whether the head stays first, in order, when `term` joins in. */
function headStays({ headCount, joined, field, places, before, after, weightSum }: Contest, term: ScoreTerm): boolean {
  if (joined) return false;
  let behindScore = Infinity;
  let behindRow = -1;
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!;
    const row = field.rows[place]!;
    let sum = before[place]! + weightedUtility(term, row);
    for (const part of after) sum += part[place]!;
    const score = weightSum === 0 ? 0 : sum / weightSum;
    if (score > behindScore || (score === behindScore && row < behindRow)) return false;
    if (i < headCount) {
      behindScore = score;
      behindRow = row;
    }
  }
  return true;
}
