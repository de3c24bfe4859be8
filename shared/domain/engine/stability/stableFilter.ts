import type { CompiledQuestion } from '../../questionnaire/compileQuestionnaire.ts';
import type { Given } from '../../questionnaire/answers.ts';
import { countColumn, summarize } from '../columnCounts.ts';
import type { OptionCounts } from '../counts.ts';
import type { NumberColumn, OptionColumn } from '../columns.ts';
import { passingAlone } from '../facets.ts';
import { isLeftOpen } from '../resolve.ts';
import { rowsUpTo } from '../wholeCounts.ts';
import type { Rows } from '../rows.ts';
import type { AnswerWeights, Situation, SituationOf, Standing } from './standing.ts';

/**
 * An answer to a filter question only narrows the list, so the head stays exactly if all of it passes and no intruder
 * does: two counts by value, whatever the number of plans.
 */
export function stableOptions(
  standing: Standing,
  question: CompiledQuestion,
  column: number,
  inSituation: SituationOf,
): AnswerWeights {
  const option = standing.catalog.columns[column] as OptionColumn;
  const held = standing.counts.of(column) as OptionCounts;
  const counted = new Map<Situation, { head: OptionCounts; intruders: OptionCounts }>();
  const countIn = (rows: Uint32Array) => countColumn(option, asRows(rows)) as OptionCounts;
  const headNow = countIn(standing.head);
  const weights = { stable: 0, possible: 0 };
  for (let code = 0; code < option.values.length; code++) {
    const weight = held.held[code + 1]!;
    if (weight === 0 || !isLeftOpen(standing.resolved, question.index, option.values[code]!)) continue;
    weights.possible += weight;
    // In one market this alone says no; in several a plan may hold other values elsewhere.
    if (standing.catalog.markets === null && passingAlone(question.question, headNow, code) < standing.head.length)
      continue;
    const situation = inSituation(asAnswer(question, option, code));
    if (!situation.headHolds) continue;
    let counts = counted.get(situation);
    if (counts === undefined) {
      counts = { head: countIn(situation.head), intruders: countIn(situation.intruders) };
      counted.set(situation, counts);
    }
    const staysIn = passingAlone(question.question, counts.head, code) === situation.head.length;
    if (staysIn && passingAlone(question.question, counts.intruders, code) === 0) weights.stable += weight;
  }
  return weights;
}

const asRows = (rows: Uint32Array): Rows => ({ rows, from: 0, to: rows.length });

/** The value of a code as an answer to this kind of question. */
export function asAnswer(question: CompiledQuestion, column: OptionColumn, code: number): Given {
  const { kind } = question.question;
  if (kind === 'boolean') return code === 0;
  return kind === 'multiple' ? [column.values[code]!] : column.values[code]!;
}

/** The answer that a plan with value x would give: a range is from x to x. */
export function numberAnswer(question: CompiledQuestion, x: number): Given {
  return question.question.kind === 'range' ? { min: x, max: x } : x;
}

/** Answers from `from` to `to` (both open or both closed ends as said) keep the head and shut the intruders out. */
interface Stretch {
  from: number;
  to: number;
  /** Values that an intruder holds and would pass with, where single values count. */
  shut: ReadonlySet<number> | null;
  fromOpen: boolean;
  toOpen: boolean;
}

export function stableNumbers(
  standing: Standing,
  question: CompiledQuestion,
  column: number,
  inSituation: SituationOf,
): AnswerWeights {
  return question.steers
    ? judgeOneByOne(standing, question, column, inSituation)
    : judgeTogether(standing, question, column, inSituation);
}

/** Each answer may lead to a situation of its own. */
function judgeOneByOne(
  standing: Standing,
  question: CompiledQuestion,
  column: number,
  inSituation: SituationOf,
): AnswerWeights {
  const { values } = standing.catalog.columns[column] as NumberColumn;
  const { fit } = standing;
  const stretches = new Map<Situation, Stretch | null>();
  const weights = { stable: 0, possible: 0 };
  for (let i = 0; i < fit.total; i++) {
    const x = values[fit.rows[i]!]!;
    if (x !== x) continue;
    weights.possible++;
    const situation = inSituation(numberAnswer(question, x));
    let stretch = stretches.get(situation);
    if (stretch === undefined) stretches.set(situation, (stretch = stretchOf(standing, question, column, situation)));
    if (stretch !== null && contains(stretch, x)) weights.stable++;
  }
  return weights;
}

/** All answers leave the list as it stands, so the stretch is one; `possible` are the known values. */
function judgeTogether(
  standing: Standing,
  question: CompiledQuestion,
  column: number,
  inSituation: SituationOf,
): AnswerWeights {
  const { catalog, fit, counts } = standing;
  const possible = counts.of(column).known;
  if (possible === 0) return { stable: 0, possible };
  // Which answer it is makes no difference to a question that steers nothing.
  const stretch = stretchOf(standing, question, column, inSituation(numberAnswer(question, 0)));
  if (stretch === null || stretch.from > stretch.to) return { stable: 0, possible };
  const numbers = catalog.columns[column] as NumberColumn;
  const isWhole = fit.total === catalog.rows;
  return { stable: isWhole ? countWholeStretch(numbers, stretch) : countStretch(numbers, fit, stretch), possible };
}

function countStretch({ values }: NumberColumn, { rows, total }: Standing['fit'], stretch: Stretch): number {
  const { from, to } = stretch;
  let count = 0;
  for (let i = 0; i < total; i++) {
    const x = values[rows[i]!]!;
    // Most values lie outside; NaN, an unknown one, compares false.
    if (x >= from && x <= to && contains(stretch, x)) count++;
  }
  return count;
}

function countWholeStretch(numbers: NumberColumn, stretch: Stretch): number {
  const { from, to, fromOpen, toOpen, shut } = stretch;
  let count = rowsUpTo(numbers, to, !toOpen) - rowsUpTo(numbers, from, fromOpen);
  for (const x of shut ?? []) {
    if (liesWithin(stretch, x)) count -= rowsUpTo(numbers, x, true) - rowsUpTo(numbers, x, false);
  }
  return Math.max(0, count);
}

const contains = (stretch: Stretch, x: number): boolean => liesWithin(stretch, x) && stretch.shut?.has(x) !== true;

const liesWithin = ({ from, to, fromOpen, toOpen }: Stretch, x: number): boolean =>
  (fromOpen ? x > from : x >= from) && (toOpen ? x < to : x <= to);

function stretchOf(
  standing: Standing,
  question: CompiledQuestion,
  column: number,
  situation: Situation,
): Stretch | null {
  const numbers = standing.catalog.columns[column] as NumberColumn;
  const head = summarize(numbers, asRows(situation.head));
  const intruding = summarize(numbers, asRows(situation.intruders));
  const includesUnknown = question.question.unknown === 'include';
  if (!situation.headHolds || (head.unknown > 0 && !includesUnknown) || (intruding.unknown > 0 && includesUnknown))
    return null;
  switch (question.question.compare) {
    case 'atMost':
      return { from: head.max, to: intruding.min, fromOpen: false, toOpen: true, shut: null };
    case 'atLeast':
      return { from: intruding.max, to: head.min, fromOpen: true, toOpen: false, shut: null };
    default:
      return {
        // Every known value of the head must equal the answer; with none known, any answer does.
        from: head.known === 0 ? -Infinity : head.max,
        to: head.known === 0 ? Infinity : head.min,
        fromOpen: false,
        toOpen: false,
        shut: new Set(Array.from(situation.intruders, (row) => numbers.values[row]!)),
      };
  }
}
