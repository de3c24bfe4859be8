import { optionsOf } from '../questionnaire/answers.ts';
import type { Bitset } from './bits.ts';
import { codeOf, positionOf, type NumberColumn, type OptionColumn } from './columns.ts';
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

/** Copies a bitset of the catalogue to an address; whatever follows it up to 16 bytes is never read as rows. */
export function copyBits(bits: Bitset, { words }: Workspace, address: number): void {
  words.set(bits, address >>> 2);
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
  const { sparseRows, sparseOffsets } = column;
  const end = sparseOffsets[code + 1]!;
  for (let i = sparseOffsets[code]!; i < end; i++) setBit(workspace.words, address, sparseRows[i]!);
}

/** Inclusive bounds of a number filter. */
export function boundsOf(filter: Pick<FilterTerm, 'answer' | 'question'>): { min: number; max: number } {
  const { min, max } = endsOf(filter.answer);
  const { compare } = filter.question.question;
  return { min: compare === 'atMost' ? -Infinity : min, max: compare === 'atLeast' ? Infinity : max };
}

/** The difference of two cumulative bitsets, then the few rows by which these miss the bounds. */
function writeNumberMask(filter: FilterTerm, column: NumberColumn, workspace: Workspace, mask: number): void {
  const { min, max } = boundsOf(filter);
  const from = positionOf(column, min, false);
  const to = positionOf(column, max, true);
  const { order, levelBitsets, levelStep } = column;
  const { words, kernel, scratch, bytes } = workspace;
  if (to - from <= levelStep) {
    clearBits(workspace, mask);
    for (let at = from; at < to; at++) setBit(words, mask, order[at]!);
    return;
  }
  const top = nearestLevel(column, to);
  const bottom = nearestLevel(column, from);
  copyBits(levelBitsets[top - 1]!, workspace, mask);
  if (bottom > 0) {
    copyBits(levelBitsets[bottom - 1]!, workspace, scratch);
    kernel.andNot(mask, scratch, bytes);
  }
  for (let at = top * levelStep; at < to; at++) setBit(words, mask, order[at]!);
  for (let at = to; at < top * levelStep; at++) clearBit(words, mask, order[at]!);
  for (let at = bottom * levelStep; at < from; at++) clearBit(words, mask, order[at]!);
  for (let at = from; at < bottom * levelStep; at++) setBit(words, mask, order[at]!);
}

/** Number of the cumulative bitset whose end is nearest to a position of the order; 0 is the empty one. */
function nearestLevel({ levelBitsets, levelStep }: NumberColumn, position: number): number {
  return Math.min(Math.round(position / levelStep), levelBitsets.length);
}
