import type { CompiledQuestion } from '../../questionnaire/compileQuestionnaire.ts';
import { holds, type OptionColumn } from '../columns.ts';
import { weightedUtility, type ScoreTerm } from '../terms.ts';
import { placeInTerms, ROUNDING, weightSumWith } from './contest.ts';
import { HEAD, type Situation } from './standing.ts';

/**
 * The head against all others when one option more is worth `weight` to who holds it. Of the others that hold an option
 * only the best one matters, so one pass over the plans serves all options; sums are then compared with some slack, and
 * only what lies within it is added up anew, exactly as the score would be.
 */
export interface Rivalry {
  readonly head: Uint32Array;
  readonly column: OptionColumn;
  readonly situation: Situation;
  /** A head of fewer than three plans is the whole list: whoever joins it changes it. */
  readonly joined: boolean;
  readonly weight: number;
  /** Where the new term comes among those of the situation. */
  readonly place: number;
  /** Sum of all weights, the new one's included, in term order. */
  readonly weightSum: number;
  /** Sums of the head without the new term, up to its place and after it, term by term. */
  readonly before: readonly number[];
  readonly after: readonly (readonly number[])[];
  /** About the best sum without the new term among the others, and among those who hold each option, by code. */
  readonly best: number;
  readonly bestHolding: readonly number[];
}

export function createRivalry(
  head: Uint32Array,
  question: CompiledQuestion,
  column: OptionColumn,
  situation: Situation,
): Rivalry {
  const place = placeInTerms(question, situation);
  const { terms } = situation.resolved;
  const bestHolding = new Array<number>(column.values.length).fill(-Infinity);
  const before: number[] = [];
  const after: number[][] = [];
  for (const row of head) {
    before.push(addTo(0, terms, 0, place, row));
    const parts: number[] = [];
    for (let t = place; t < terms.length; t++) parts.push(weightedUtility(terms[t]!, row));
    after.push(parts);
  }
  return {
    head,
    column,
    situation,
    joined: head.length < HEAD && situation.fit.total > head.length,
    weight: question.question.weight ?? 1,
    place,
    weightSum: weightSumWith(question, situation, place),
    before,
    after,
    best: findBest(head, column, situation, bestHolding),
    bestHolding,
  };
}

function findBest(
  head: Uint32Array,
  { codes, lists, offsets, items }: OptionColumn,
  { fit, resolved }: Situation,
  bestHolding: number[],
): number {
  const { rows, scores, total } = fit;
  const [first, second, third] = head;
  let best = -Infinity;
  for (let position = 0; position < total; position++) {
    const row = rows[position]!;
    if (row === first || row === second || row === third) continue;
    const sum = scores[position]! * resolved.weightSum;
    if (sum > best) best = sum;
    if (codes !== null) {
      const code = codes[row]! - 1;
      if (code >= 0 && sum > bestHolding[code]!) bestHolding[code] = sum;
    } else {
      const list = lists![row]!;
      for (let i = offsets![list]!; i < offsets![list + 1]!; i++) {
        if (sum > bestHolding[items![i]!]!) bestHolding[items![i]!] = sum;
      }
    }
  }
  return best;
}

/** Whether the head stays first, in order, when the option of this code is the answer. */
export function headStaysAhead(rivalry: Rivalry, code: number): boolean {
  const { head, column, joined, weight, weightSum, before, after, best, bestHolding } = rivalry;
  if (joined) return false;
  let lastSum = 0;
  let lastScore = Infinity;
  let lastRow = -1;
  for (let i = 0; i < head.length; i++) {
    const row = head[i]!;
    lastSum = before[i]! + (holds(column, row, code) ? weight : 0);
    for (const part of after[i]!) lastSum += part;
    const score = weightSum === 0 ? 0 : lastSum / weightSum;
    if (score > lastScore || (score === lastScore && row < lastRow)) return false;
    lastScore = score;
    lastRow = row;
  }
  if (best === -Infinity) return true;
  const nearest = Math.max(best, bestHolding[code]! + weight);
  const slack = ROUNDING * weightSum;
  if (nearest > lastSum + slack) return false;
  return nearest < lastSum - slack || !isOvertaken(rivalry, code, lastSum - slack, lastScore, lastRow);
}

/** Whether one of the others, of those whose sum comes to about `from` or more, has the better score. */
function isOvertaken(rivalry: Rivalry, code: number, from: number, lastScore: number, lastRow: number): boolean {
  const { head, column, situation, weight, place, weightSum } = rivalry;
  const { fit, resolved } = situation;
  const { terms } = resolved;
  for (let position = 0; position < fit.total; position++) {
    const row = fit.rows[position]!;
    const gain = holds(column, row, code) ? weight : 0;
    if (fit.scores[position]! * resolved.weightSum + gain < from || head.includes(row)) continue;
    const sum = addTo(addTo(0, terms, 0, place, row) + gain, terms, place, terms.length, row);
    const score = weightSum === 0 ? 0 : sum / weightSum;
    if (score > lastScore || (score === lastScore && row < lastRow)) return true;
  }
  return false;
}

/** `start` and the terms from `from` to before `to`, added in term order. */
function addTo(start: number, terms: readonly ScoreTerm[], from: number, to: number, row: number): number {
  let sum = start;
  for (let t = from; t < to; t++) sum += weightedUtility(terms[t]!, row);
  return sum;
}
