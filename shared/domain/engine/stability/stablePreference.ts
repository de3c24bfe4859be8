import type { CompiledQuestion } from '../../questionnaire/compileQuestionnaire.ts';
import type { Given } from '../../questionnaire/answers.ts';
import type { OptionCounts } from '../columnCounts.ts';
import type { NumberColumn, OptionColumn } from '../columns.ts';
import { preferenceTerm } from '../resolve.ts';
import { HEAD, type AnswerWeights, type Situation, type SituationOf, type Standing } from './standing.ts';
import { asAnswer, numberAnswer } from './stableFilter.ts';
import { utilityOf, type ScoreTerm } from '../terms.ts';

export function stablePreference(
  standing: Standing,
  question: CompiledQuestion,
  column: number,
  inSituation: SituationOf,
): AnswerWeights {
  const weights = { stable: 0, possible: 0 };
  const fields = new Map<Situation, Field>();
  for (const { answer, weight } of possibleAnswers(standing, question, column)) {
    weights.possible += weight;
    const situation = inSituation(answer);
    if (!situation.headFits) continue;
    let field = fields.get(situation);
    if (field === undefined) fields.set(situation, (field = createField(standing, question, situation)));
    const term = preferenceTerm(standing.catalog, question, column, answer);
    if (headStays(field, term)) weights.stable += weight;
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
  { fit, best }: Standing,
  question: CompiledQuestion,
  column: NumberColumn,
  known: number,
): { answer: Given; weight: number }[] {
  const rows = fit.total > MOST_NUMBERS ? best : fit.rows.subarray(0, fit.total);
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

/** The best plans with what their scores are made of, so that one more term is one more addition. */
interface Field {
  readonly headCount: number;
  /** The head in its order, then its challengers. */
  readonly rows: Uint32Array;
  /** Sum of the terms that come before the new one, by place in `rows`. */
  readonly before: Float64Array;
  /** Weighted utilities of the terms that come after it: `after.length / rows.length` for each row. */
  readonly after: Float64Array;
  readonly weightBefore: number;
  readonly weightsAfter: readonly number[];
}

function createField(standing: Standing, question: CompiledQuestion, situation: Situation): Field {
  const { terms } = situation.resolved;
  const later = terms.findIndex((term) => term.question !== null && term.question.index > question.index);
  const split = later < 0 ? terms.length : later;
  const head = new Set(standing.head);
  const challengers = situation.best.filter((row) => !head.has(row));
  const rows = Uint32Array.from([...standing.head, ...challengers]);
  const afterTerms = terms.slice(split);
  const before = new Float64Array(rows.length);
  const after = new Float64Array(rows.length * afterTerms.length);
  rows.forEach((row, place) => {
    for (const term of terms.slice(0, split)) before[place] = before[place]! + weighted(term, row);
    afterTerms.forEach((term, t) => (after[place * afterTerms.length + t] = weighted(term, row)));
  });
  return {
    headCount: standing.head.length,
    rows,
    before,
    after,
    weightBefore: terms.slice(0, split).reduce((sum, term) => sum + term.weight, 0),
    weightsAfter: afterTerms.map((term) => term.weight),
  };
}

/** weight x utility, 0 where unknown. */
function weighted(term: ScoreTerm, row: number): number {
  const utility = utilityOf(term, row);
  return utility > 0 ? term.weight * utility : 0;
}

/** Whether the head stays first, in order, when `term` joins in. */
function headStays(field: Field, term: ScoreTerm): boolean {
  const { rows, before, after, weightsAfter, headCount } = field;
  // A head of fewer than three plans is the whole list: whoever joins it changes it.
  if (headCount < HEAD && rows.length > headCount) return false;
  const weightSum = weightsAfter.reduce((sum, weight) => sum + weight, field.weightBefore + term.weight);
  const afterCount = weightsAfter.length;
  let behindScore = Infinity;
  let behindRow = -1;
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!;
    let sum = before[place]! + weighted(term, row);
    for (let t = 0; t < afterCount; t++) sum += after[place * afterCount + t]!;
    const score = weightSum === 0 ? 0 : sum / weightSum;
    if (score > behindScore || (score === behindScore && row < behindRow)) return false;
    if (place < headCount) {
      behindScore = score;
      behindRow = row;
    }
  }
  return true;
}
