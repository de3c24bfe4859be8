import type { Curve } from '../catalog/schema.ts';
import { optionsOf, type Given } from '../questionnaire/answers.ts';
import type { CompiledQuestion } from '../questionnaire/compileQuestionnaire.ts';
import { codeOf, type Column, type NumberColumn, type Numbers, type OptionColumn } from './columns.ts';

/** One term of the score: a weight and a utility in [0, 1] of every row, 0 where the value is unknown. */
export type ScoreTerm = NumberTerm | OptionTerm;

interface TermOrigin {
  readonly curve: Curve;
  readonly weight: number;
  /** The preference question, or null for an entry of `ranking`. */
  readonly question: CompiledQuestion | null;
  readonly answer: Given | null;
}

export interface NumberTerm extends TermOrigin {
  readonly kind: 'number';
  readonly column: NumberColumn;
  /**
   * One shape for all number curves, so that scoring is one loop without branches on the curve:
   * `slope`: clamp((x - from) / (to - from)); `step`: 1 inside [from, to], else 0; `hat`: max(0, 1 - d / width) with d
   * the distance to [from, to].
   */
  readonly shape: 'slope' | 'step' | 'hat';
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

export interface OptionTerm extends TermOrigin {
  readonly kind: 'option';
  readonly column: OptionColumn;
  /** Utility by code + 1; entry 0 is unknown. For sets the share each held value adds (`overlap`) or the most (`most`). */
  readonly utilities: Float64Array;
  readonly combine: 'most' | 'overlap';
  /** overlap: the number of options answered. */
  readonly answered: number;
}

/** @param question null for an entry of `ranking`, whose curves need no answer. */
export function createTerm(
  column: Column,
  curve: Curve,
  weight: number,
  question: CompiledQuestion | null,
  answer: Given | null,
): ScoreTerm {
  if (column.kind === 'number') {
    const { shape, from, to, width } = numberShape(curve, answer);
    return { kind: 'number', curve, weight, question, answer, column, shape, from, to, width };
  }
  const option = column as OptionColumn;
  const chosen = chosenValues(curve, answer);
  return {
    kind: 'option',
    curve,
    weight,
    question,
    answer,
    column: option,
    utilities: utilitiesOf(option, curve, question, chosen),
    combine: curve.kind === 'overlap' ? 'overlap' : 'most',
    answered: chosen.length,
  };
}

function utilitiesOf(
  column: OptionColumn,
  curve: Curve,
  question: CompiledQuestion | null,
  chosen: readonly string[],
): Float64Array {
  const utilities = new Float64Array(column.values.length + 1);
  if (curve.kind === 'ordered') {
    // Without an order of its own the curve has that of the question's own attribute, which a lookup is not.
    const ordered = curve.order !== undefined || question?.question.attribute !== undefined;
    if (ordered) fillOrdered(column, curve.order ?? null, chosen, utilities);
    return utilities;
  }
  for (const value of chosen) utilities[codeOf(column, value) + 1] = 1;
  // An option that no row holds has no code.
  utilities[0] = 0;
  return utilities;
}

/** An entry of `ranking` has no answer: its `equals` names the value, true by default. */
function chosenValues(curve: Curve, answer: Given | null): readonly string[] {
  if (answer !== null) return optionsOf(answer);
  return [String(curve.kind === 'equals' ? (curve.value ?? true) : true)];
}

/**
 * Nearness in the order, the best of several answers; answers and values outside the order add nothing.
 *
 * @param own the curve's order; without one it is that of the declared values, whose codes are their places.
 */
function fillOrdered(
  column: OptionColumn,
  own: readonly string[] | null,
  chosen: readonly string[],
  utilities: Float64Array,
): void {
  const order = own ?? column.values;
  const length = own === null ? column.declared : own.length;
  for (const option of chosen) {
    const wanted = order.indexOf(option);
    if (wanted < 0 || wanted >= length) continue;
    for (let place = 0; place < length; place++) {
      const code = own === null ? place : codeOf(column, own[place]!);
      const nearness = length === 1 ? 1 : 1 - Math.abs(place - wanted) / (length - 1);
      if (code >= 0 && nearness > utilities[code + 1]!) utilities[code + 1] = nearness;
    }
  }
}

type Shape = Pick<NumberTerm, 'shape' | 'from' | 'to' | 'width'>;

function numberShape(curve: Curve, answer: Given | null): Shape {
  if (curve.kind === 'linear') return { shape: 'slope', from: curve.from, to: curve.to, width: 0 };
  const { min, max } = endsOf(answer);
  if (curve.kind === 'atMost') return { shape: 'step', from: -Infinity, to: max, width: 0 };
  if (curve.kind === 'atLeast') return { shape: 'step', from: min, to: Infinity, width: 0 };
  if (curve.kind === 'target') return { shape: 'hat', from: min, to: max, width: curve.width };
  return { shape: 'step', from: min, to: max, width: 0 };
}

/** A number as the range from itself to itself; missing ends are infinite. */
export function endsOf(answer: Given | null): { min: number; max: number } {
  if (typeof answer === 'number') return { min: answer, max: answer };
  const range = answer as { min?: number; max?: number };
  return { min: range.min ?? -Infinity, max: range.max ?? Infinity };
}

/** Utility of a row, NaN when its value is unknown. */
export function utilityOf(term: ScoreTerm, row: number): number {
  if (term.kind === 'number') return numberUtility(term, term.column.values[row]!);
  const { column, utilities } = term;
  if (column.codes !== null) {
    const code = column.codes[row]!;
    return code === 0 ? NaN : combined(term, utilities[code]!);
  }
  if (column.known !== null && ((column.known[row >>> 5]! >>> (row & 31)) & 1) === 0) return NaN;
  let utility = 0;
  const list = column.lists![row]!;
  for (let i = column.offsets![list]!; i < column.offsets![list + 1]!; i++) {
    const held = utilities[column.items![i]! + 1]!;
    utility = term.combine === 'overlap' ? utility + held : Math.max(utility, held);
  }
  return combined(term, utility);
}

/** weight x utility of a row, 0 where the value is unknown. */
export function weightedUtility(term: ScoreTerm, row: number): number {
  const utility = utilityOf(term, row);
  return utility > 0 ? term.weight * utility : 0;
}

const combined = (term: OptionTerm, utility: number): number =>
  term.combine === 'overlap' ? utility / term.answered : utility;

/** NaN for NaN. */
export function numberUtility(term: NumberTerm, x: number): number {
  const { from, to } = term;
  if (term.shape === 'slope') return slope(x, from, to);
  if (x !== x) return NaN;
  if (term.shape === 'step') return x >= from && x <= to ? 1 : 0;
  return Math.max(0, 1 - (x < from ? from - x : x > to ? x - to : 0) / term.width);
}

/** Halved where the plain difference would overflow. */
function slope(x: number, from: number, to: number): number {
  const span = to - from;
  const share = Number.isFinite(span) ? (x - from) / span : (x / 2 - from / 2) / (to / 2 - from / 2);
  return share < 0 ? 0 : share > 1 ? 1 : share;
}

/**
 * Adds weight x utility of each of the first `count` rows to its sum. Called once per term in term order, so each sum
 * grows left to right exactly as the contract defines the score.
 */
export function addTerm(term: ScoreTerm, rows: Uint32Array, count: number, sums: Float64Array): void {
  const { weight } = term;
  if (term.kind === 'number' && term.shape === 'slope' && Number.isFinite(term.to - term.from)) {
    addSlope(term.column.values, term.from, term.to - term.from, weight, rows, count, sums);
  } else if (term.kind === 'option' && term.column.codes !== null && term.combine === 'most') {
    const { codes } = term.column;
    const { utilities } = term;
    for (let i = 0; i < count; i++) sums[i] = sums[i]! + weight * utilities[codes[rows[i]!]!]!;
  } else {
    for (let i = 0; i < count; i++) {
      const utility = utilityOf(term, rows[i]!);
      if (utility > 0) sums[i] = sums[i]! + weight * utility;
    }
  }
}

function addSlope(
  values: Numbers,
  from: number,
  span: number,
  weight: number,
  rows: Uint32Array,
  count: number,
  sums: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const share = (values[rows[i]!]! - from) / span;
    // NaN, an unknown value, is neither: it adds nothing.
    if (share >= 1) sums[i] = sums[i]! + weight;
    else if (share > 0) sums[i] = sums[i]! + weight * share;
  }
}
