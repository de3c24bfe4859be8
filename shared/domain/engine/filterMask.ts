import { optionsOf } from '../questionnaire/answers.ts';
import { wordsFor, type Bitset } from './bits.ts';
import { codeOf, holds, isKnown, positionOf, type NumberColumn, type OptionColumn } from './columns.ts';
import type { FilterTerm } from './resolve.ts';
import { endsOf } from './terms.ts';
import { clearBit, setBit, type Workspace } from './workspace.ts';

/** Writes the rows that pass a filter to the bitset at `mask`. Overwrites the workspace's scratch bitset. */
export function writeMask(filter: FilterTerm, workspace: Workspace, mask: number): void {
  const { column } = filter;
  if (column.kind === 'number') writeNumberMask(filter, column, workspace, mask);
  else writeOptionMask(filter, column, workspace, mask);
  if (filter.question.question.unknown === 'include' && column.known !== null) {
    const { kernel, scratch, everything, bytes } = workspace;
    copyBits(column.known, workspace, scratch);
    kernel.orUnknown(mask, scratch, everything, bytes);
  }
}

/** Whether one row passes a filter. */
export function passes(filter: FilterTerm, row: number): boolean {
  const { column, question, answer } = filter;
  const { match, unknown } = question.question;
  if (!isKnown(column, row)) return unknown === 'include';
  if (column.kind === 'number') {
    const { min, max } = boundsOf(filter);
    return column.values[row]! >= min && column.values[row]! <= max;
  }
  const holdsOption = (option: string): boolean => holds(column, row, codeOf(column, option));
  const options = optionsOf(answer);
  if (match === 'all') return options.every(holdsOption);
  return options.some(holdsOption) !== (match === 'none');
}

/** Copies the part of a catalogue's bitset that lies in the span to an address; whatever follows the span is never read. */
export function copyBits(bits: Bitset, { words, span, base, bytes }: Workspace, address: number): void {
  const isWhole = base === 0 && bits.length <= bytes >>> 2;
  words.set(isWhole ? bits : bits.subarray(base >>> 5, wordsFor(span.to)), address >>> 2);
}

function clearBits({ words, bytes }: Workspace, address: number): void {
  words.fill(0, address >>> 2, (address + bytes) >>> 2);
}

function writeOptionMask(filter: FilterTerm, column: OptionColumn, workspace: Workspace, mask: number): void {
  const { kernel, scratch, everything, bytes } = workspace;
  const match = filter.question.question.match ?? 'any';
  const codes = optionsOf(filter.answer).map((option) => codeOf(column, option));
  writeRowsOf(column, codes[0]!, workspace, mask);
  for (let i = 1; i < codes.length; i++) {
    const code = codes[i]!;
    if (match === 'all') {
      writeRowsOf(column, code, workspace, scratch);
      kernel.and(mask, scratch, bytes);
    } else {
      addRowsOf(column, code, workspace, mask);
    }
  }
  if (match !== 'none') return;
  if (column.known !== null) copyBits(column.known, workspace, scratch);
  kernel.notAnd(mask, column.known === null ? everything : scratch, bytes);
}

/** @param code -1: a value that no row holds. */
function writeRowsOf(column: OptionColumn, code: number, workspace: Workspace, address: number): void {
  const bits = column.bitsets[code] ?? null;
  if (bits !== null) {
    copyBits(bits, workspace, address);
  } else {
    clearBits(workspace, address);
    addRowsOf(column, code, workspace, address);
  }
}

function addRowsOf(column: OptionColumn, code: number, workspace: Workspace, address: number): void {
  if (code < 0) return;
  const bits = column.bitsets[code] ?? null;
  if (bits !== null) {
    copyBits(bits, workspace, workspace.scratch);
    workspace.kernel.or(address, workspace.scratch, workspace.bytes);
    return;
  }
  const { words, span, base } = workspace;
  const { sparseRows, sparseOffsets } = column;
  const end = sparseOffsets[code + 1]!;
  const start = firstNotBelow(sparseRows, sparseOffsets[code]!, end, base);
  for (let i = start; i < end && sparseRows[i]! < span.to; i++) setBit(words, address, sparseRows[i]! - base);
}

/** Place of the first of some ascending rows that is not below `row`. */
function firstNotBelow(rows: Uint32Array, from: number, to: number, row: number): number {
  if (row === 0) return from;
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Inclusive bounds of a number filter. */
export function boundsOf(filter: Pick<FilterTerm, 'answer' | 'question'>): Bounds {
  const { min, max } = endsOf(filter.answer);
  const { compare } = filter.question.question;
  return { min: compare === 'atMost' ? -Infinity : min, max: compare === 'atLeast' ? Infinity : max };
}

/** Where fewer of the rows than one in this many are worked on, each is looked at. */
const SCAN_SHARE = 8;

function writeNumberMask(filter: FilterTerm, column: NumberColumn, workspace: Workspace, mask: number): void {
  const bounds = boundsOf(filter);
  const { from, to } = workspace.span;
  const isFew = (to - from) * SCAN_SHARE < column.values.length;
  if (isFew && column.distinct === null) scanNumbers(bounds, column, workspace, mask);
  else combineLevels(bounds, column, workspace, mask);
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

function scanNumbers({ min, max }: Bounds, { values }: NumberColumn, workspace: Workspace, mask: number): void {
  const { words, span, base } = workspace;
  clearBits(workspace, mask);
  for (let row = span.from; row < span.to;) {
    const word = (mask >>> 2) + ((row - base) >>> 5);
    const end = Math.min(span.to, (row | 31) + 1);
    let bits = 0;
    for (; row < end; row++) {
      const x = values[row]!;
      // NaN, an unknown value, is in no bounds.
      bits |= (x >= min && x <= max ? 1 : 0) << (row & 31);
    }
    words[word] = bits;
  }
}

/** The difference of two cumulative bitsets, then the few rows by which these miss the bounds. */
function combineLevels({ min, max }: Bounds, column: NumberColumn, workspace: Workspace, mask: number): void {
  const from = positionOf(column, min, false);
  const to = positionOf(column, max, true);
  const { distinct, levelStep } = column;
  if (distinct !== null) {
    if (from < to) subtractLevels(column, from, to, workspace, mask);
    else clearBits(workspace, mask);
    return;
  }
  if (to - from <= levelStep) {
    clearBits(workspace, mask);
    put(column, from, to, workspace, mask);
    return;
  }
  const top = nearestLevel(column, to);
  const bottom = nearestLevel(column, from);
  subtractLevels(column, bottom, top, workspace, mask);
  put(column, top * levelStep, to, workspace, mask);
  remove(column, to, top * levelStep, workspace, mask);
  remove(column, bottom * levelStep, from, workspace, mask);
  put(column, from, bottom * levelStep, workspace, mask);
}

/** The rows of the first `top` levels without those of the first `bottom`. */
function subtractLevels(
  { levelBitsets }: NumberColumn,
  bottom: number,
  top: number,
  workspace: Workspace,
  mask: number,
): void {
  const { kernel, scratch, bytes } = workspace;
  copyBits(levelBitsets[top - 1]!, workspace, mask);
  if (bottom === 0) return;
  copyBits(levelBitsets[bottom - 1]!, workspace, scratch);
  kernel.andNot(mask, scratch, bytes);
}

/** Sets the rows at these places of the order, of those that are worked on. */
function put({ order }: NumberColumn, from: number, to: number, { words, span, base }: Workspace, mask: number): void {
  for (let at = from; at < to; at++) {
    const row = order[at]!;
    if (row >= span.from && row < span.to) setBit(words, mask, row - base);
  }
}

function remove({ order }: NumberColumn, from: number, to: number, workspace: Workspace, mask: number): void {
  const { words, span, base } = workspace;
  for (let at = from; at < to; at++) {
    const row = order[at]!;
    if (row >= span.from && row < span.to) clearBit(words, mask, row - base);
  }
}

/** Number of the cumulative bitset whose end is nearest to a position of the order; 0 is the empty one. */
function nearestLevel({ levelBitsets, levelStep }: NumberColumn, position: number): number {
  return Math.min(Math.round(position / levelStep), levelBitsets.length);
}
