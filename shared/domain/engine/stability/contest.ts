import type { CompiledQuestion } from '../../questionnaire/compileQuestionnaire.ts';
import { weightedUtility, type ScoreTerm } from '../terms.ts';
import { HEAD, type Situation } from './standing.ts';

/** The head and those who could overtake it with one more term, which comes between the others in term order. */
export interface Contest {
  readonly headCount: number;
  /** A head of fewer than three plans is the whole list: whoever joins it changes it. */
  readonly joined: boolean;
  /** Rows of the head in its order, then those of the challengers; `before` and `after` are by place in them. */
  readonly rows: readonly number[];
  /** Sum of the terms before the new one. */
  readonly before: readonly number[];
  /** Weighted utilities of the terms after it, term by term. */
  readonly after: readonly (readonly number[])[];
  /** Sum of all weights, the new one's included, in term order. */
  readonly weightSum: number;
}

/** Slack for rounding when rivals are left out because even a full utility would not lift them far enough. */
export const ROUNDING = 1e-9;

export function createContest(head: Uint32Array, question: CompiledQuestion, situation: Situation): Contest {
  const { terms } = situation.resolved;
  const field = situation.field();
  const split = placeInTerms(question, situation);
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
  return {
    headCount: head.length,
    joined: head.length < HEAD && field.rows.length > head.length,
    rows,
    before,
    after,
    weightSum: weightSumWith(question, situation, split),
  };
}

/** Where the term of a preference comes among the terms of a situation. */
export function placeInTerms(question: CompiledQuestion, { resolved: { terms } }: Situation): number {
  const later = terms.findIndex((term) => term.question !== null && term.question.index > question.index);
  return later < 0 ? terms.length : later;
}

/** Sum of the weights in term order with that of a preference at its place. */
export function weightSumWith({ question }: CompiledQuestion, { resolved }: Situation, place: number): number {
  const { terms } = resolved;
  let sum = 0;
  for (let t = 0; t < place; t++) sum += terms[t]!.weight;
  sum += question.weight ?? 1;
  for (let t = place; t < terms.length; t++) sum += terms[t]!.weight;
  return sum;
}

/** `start` and the terms from `from` to before `to`, added in term order. */
function sumAt(parts: readonly Float64Array[], from: number, to: number, place: number, start: number): number {
  let sum = start;
  for (let t = from; t < to; t++) sum += parts[t]![place]!;
  return sum;
}

/** Whether the head stays first, in order, with the term added. */
export function headStays({ headCount, joined, rows, before, after, weightSum }: Contest, term: ScoreTerm): boolean {
  if (joined) return false;
  let behindScore = Infinity;
  let behindRow = -1;
  for (let place = 0; place < rows.length; place++) {
    let sum = before[place]! + weightedUtility(term, rows[place]!);
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
