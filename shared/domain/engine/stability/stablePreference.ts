import type { CompiledQuestion } from '../../questionnaire/compileQuestionnaire.ts';
import type { Given } from '../../questionnaire/answers.ts';
import type { OptionCounts } from '../counts.ts';
import type { NumberColumn, OptionColumn } from '../columns.ts';
import { isLeftOpen, preferenceTerm } from '../resolve.ts';
import { createContest, headStays } from './contest.ts';
import { createRivalry, headStaysAhead } from './rivalry.ts';
import type { AnswerWeights, Situation, SituationOf, Standing } from './standing.ts';
import { asAnswer, numberAnswer } from './stableFilter.ts';

/** @param cellOf names the situation that an answer leads to; those of one are judged together. */
export function stablePreference(
  standing: Standing,
  question: CompiledQuestion,
  column: number,
  inSituation: SituationOf,
  cellOf: (answer: Given) => string,
): AnswerWeights {
  const weights = { stable: 0, possible: 0 };
  const answers = possibleAnswers(standing, question, column);
  for (const { weight } of answers) weights.possible += weight;
  const groups = question.steers ? Map.groupBy(answers, ({ answer }) => cellOf(answer)).values() : [answers];
  for (const group of groups) {
    if (group.length === 0) continue;
    const situation = inSituation(group[0]!.answer);
    if (!situation.headFits) continue;
    const stays = createJudge(standing, question, column, situation);
    for (const possible of group) if (stays(possible)) weights.stable += possible.weight;
  }
  return weights;
}

type Judge = (possible: PossibleAnswer) => boolean;

/** One option is worth 1 to who holds it and 0 to others under all curves but `ordered`: the best holders decide. */
function createJudge(standing: Standing, question: CompiledQuestion, column: number, situation: Situation): Judge {
  const values = standing.catalog.columns[column]!;
  if (values.kind === 'option' && question.question.curve?.kind !== 'ordered') {
    const rivalry = createRivalry(situation.head, question, values, situation);
    return ({ code }) => headStaysAhead(rivalry, code);
  }
  const contest = createContest(situation.head, question, situation);
  return ({ answer }) => headStays(contest, preferenceTerm(standing.catalog, question, column, answer));
}

interface PossibleAnswer {
  answer: Given;
  weight: number;
  /** Of an option; -1 for a number. */
  code: number;
}

/** The values that fitting plans hold, each weighing the plans that hold it. */
function possibleAnswers(standing: Standing, question: CompiledQuestion, column: number): PossibleAnswer[] {
  const { catalog, counts, resolved } = standing;
  const values = catalog.columns[column]!;
  if (values.kind === 'number') return numberAnswers(standing, question, values, counts.of(column).known);
  const option = values as OptionColumn;
  const { held } = counts.of(column) as OptionCounts;
  const answers: PossibleAnswer[] = [];
  for (let code = 0; code < option.values.length; code++) {
    const weight = held[code + 1]!;
    if (weight === 0 || !isLeftOpen(resolved, question.index, option.values[code]!)) continue;
    answers.push({ answer: asAnswer(question, option, code), weight, code });
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
