import { optionsOf } from '../questionnaire/answers.ts';
import { clearBit, setBit, type Bitset } from './bits.ts';
import { codeOf, denseBits, positionOf, type NumberColumn, type OptionColumn } from './columns.ts';
import type { FilterTerm } from './resolve.ts';
import { endsOf } from './terms.ts';

/**
 * The rows that pass a filter, as a bitset of `words` words. The result is either a bitset of the catalogue, never to be
 * written, or `scratch`.
 */
export function filterMask(filter: FilterTerm, words: number, scratch: Bitset): Bitset {
  const { column } = filter;
  const mask =
    column.kind === 'number' ? numberMask(filter, column, words, scratch) : optionMask(filter, column, words, scratch);
  if (filter.question.question.unknown !== 'include' || column.known === null) return mask;
  for (let w = 0; w < words; w++) scratch[w] = mask[w]! | ~column.known[w]!;
  return scratch;
}

function optionMask(filter: FilterTerm, column: OptionColumn, words: number, scratch: Bitset): Bitset {
  const options = optionsOf(filter.answer);
  const match = filter.question.question.match ?? 'any';
  if (options.length === 1 && match !== 'none') {
    const code = codeOf(column, options[0]!);
    const bits = code < 0 ? null : denseBits(column, code, words);
    if (bits !== null) return bits;
  }
  scratch.fill(0, 0, words);
  if (match === 'all') {
    options.forEach((option, place) => {
      if (place === 0) addRows(column, codeOf(column, option), words, scratch);
      else keepRows(column, codeOf(column, option), words, scratch);
    });
    return scratch;
  }
  for (const option of options) addRows(column, codeOf(column, option), words, scratch);
  if (match === 'none') {
    const { known } = column;
    for (let w = 0; w < words; w++) scratch[w] = ~scratch[w]! & (known === null ? -1 : known[w]!);
  }
  return scratch;
}

function addRows(column: OptionColumn, code: number, words: number, bits: Bitset): void {
  if (code < 0) return;
  const dense = denseBits(column, code, words);
  if (dense === null) {
    for (let i = column.sparseOffsets[code]!; i < column.sparseOffsets[code + 1]!; i++)
      setBit(bits, column.sparseRows[i]!);
  } else {
    for (let w = 0; w < words; w++) bits[w] = bits[w]! | dense[w]!;
  }
}

function keepRows(column: OptionColumn, code: number, words: number, bits: Bitset): void {
  const dense = code < 0 ? null : denseBits(column, code, words);
  if (dense !== null) {
    for (let w = 0; w < words; w++) bits[w] = bits[w]! & dense[w]!;
    return;
  }
  const held = new Int32Array(words);
  addRows(column, code, words, held);
  for (let w = 0; w < words; w++) bits[w] = bits[w]! & held[w]!;
}

/** Inclusive bounds of a number filter. */
export function boundsOf(filter: Pick<FilterTerm, 'answer' | 'question'>): { min: number; max: number } {
  const { min, max } = endsOf(filter.answer);
  const { compare } = filter.question.question;
  return { min: compare === 'atMost' ? -Infinity : min, max: compare === 'atLeast' ? Infinity : max };
}

function numberMask(filter: FilterTerm, column: NumberColumn, words: number, scratch: Bitset): Bitset {
  const { min, max } = boundsOf(filter);
  const from = positionOf(column, min, false);
  const to = positionOf(column, max, true);
  const { order } = column;
  if (to - from <= column.levelStep) {
    scratch.fill(0, 0, words);
    for (let at = from; at < to; at++) setBit(scratch, order[at]!);
    return scratch;
  }
  prefixInto(column, to, words, scratch);
  removePrefix(column, from, words, scratch);
  return scratch;
}

/** The first `end` rows of the column's order: the nearest level, then the flips that are left. */
function prefixInto(column: NumberColumn, end: number, words: number, bits: Bitset): void {
  const { order, levels, levelStep } = column;
  const level = Math.min(Math.round(end / levelStep), Math.floor(order.length / levelStep));
  if (level === 0) bits.fill(0, 0, words);
  else bits.set(levels.subarray((level - 1) * words, level * words));
  for (let at = level * levelStep; at < end; at++) setBit(bits, order[at]!);
  for (let at = end; at < level * levelStep; at++) clearBit(bits, order[at]!);
}

/** Takes the first `end` rows out of `bits`, which holds them all. */
function removePrefix(column: NumberColumn, end: number, words: number, bits: Bitset): void {
  const { order, levels, levelStep } = column;
  const level = Math.min(Math.round(end / levelStep), Math.floor(order.length / levelStep));
  const start = (level - 1) * words;
  if (level > 0) for (let w = 0; w < words; w++) bits[w] = bits[w]! & ~levels[start + w]!;
  for (let at = level * levelStep; at < end; at++) clearBit(bits, order[at]!);
  // Rows between `end` and the level were cleared with it although they belong to the range.
  for (let at = end; at < level * levelStep; at++) setBit(bits, order[at]!);
}
