import type { CompiledCatalog } from './compiledCatalog.ts';
import type { Span } from './markets.ts';
import { createKernel, type Kernel } from './kernel/kernel.ts';

/**
 * The memory in which requests are worked out, overwritten by each next one. The engine is synchronous, so one serves
 * everybody; a catalogue with more rows or questions than any before gets a new one. Bitsets and row lists are given by
 * their address in bytes.
 */
export interface Workspace {
  readonly kernel: Kernel;
  /** The whole memory as words. */
  readonly words: Int32Array;
  /** The rows being worked on. */
  readonly span: Span;
  /** The row of the first bit of every bitset: the start of the span, or up to 127 rows before it. */
  readonly base: number;
  /** Length of a bitset from there to the end of the span, padded to 16 bytes. */
  readonly bytes: number;
  /** Bitset of the rows of the span. */
  readonly everything: number;
  readonly live: number;
  readonly ones: number;
  readonly twos: number;
  readonly scratch: number;
  /** Bitsets of the filters, one after the other. */
  readonly masks: number;
  /** Addresses of masks, as `intersects` takes them; as many as there are questions. */
  readonly list: number;
  readonly nearMisses: NearMissLists;
  /**
   * What an evaluation leaves behind: slot 0 for the answer itself, slot 1 for alternatives looked at while the
   * answer's rows are still needed.
   */
  readonly slots: readonly [RowSlot, RowSlot];
}

/** Where the kernel puts near misses; `rows` is a view of `grouped`. */
export interface NearMissLists {
  readonly found: number;
  readonly owners: number;
  readonly starts: number;
  readonly grouped: number;
  readonly rows: Uint32Array;
}

export interface RowSlot {
  readonly address: number;
  readonly rows: Uint32Array;
  readonly scores: Float64Array;
}

interface Reserved extends Omit<Workspace, 'bytes' | 'base' | 'span'> {
  bytes: number;
  base: number;
  span: Span;
  readonly mostRows: number;
  readonly mostFilters: number;
}

let reserved: Reserved | null = null;

/** Length of a bitset in bytes: the kernel works on 16 at a time. */
export const bitsetBytes = (rows: number): number => Math.ceil(rows / 128) * 16;

export function workspaceFor(catalog: CompiledCatalog, span: Span): Workspace {
  const filters = catalog.questionnaire.questions.length;
  const base = span.from & ~127;
  const rows = span.to - base;
  if (reserved === null || rows > reserved.mostRows || filters > reserved.mostFilters) {
    reserved = reserve(Math.max(rows, reserved?.mostRows ?? 0), Math.max(filters, reserved?.mostFilters ?? 0));
  }
  if (reserved.span.from !== span.from || reserved.span.to !== span.to) {
    reserved.span = span;
    reserved.base = base;
    reserved.bytes = bitsetBytes(rows);
    fillRows(reserved.words, reserved.everything, rows, reserved.bytes);
    for (let row = base; row < span.from; row++) clearBit(reserved.words, reserved.everything, row - base);
  }
  return reserved;
}

function reserve(mostRows: number, mostFilters: number): Reserved {
  const bitset = bitsetBytes(mostRows);
  const rowList = mostRows * 4;
  let end = 16;
  const take = (bytes: number): number => {
    const address = end;
    end += Math.ceil(bytes / 16) * 16;
    return address;
  };
  const addresses = {
    everything: take(bitset),
    live: take(bitset),
    ones: take(bitset),
    twos: take(bitset),
    scratch: take(bitset),
    masks: take(bitset * mostFilters),
    list: take(4 * mostFilters),
  };
  const lists = {
    found: take(rowList),
    owners: take(mostRows),
    starts: take(4 * (mostFilters + 1)),
    grouped: take(rowList),
  };
  const slotAddresses = [take(rowList), take(rowList)] as const;
  const { kernel, memory } = createKernel(end);
  const slot = (address: number): RowSlot => ({
    address,
    rows: new Uint32Array(memory, address, mostRows),
    scores: new Float64Array(mostRows),
  });
  return {
    ...addresses,
    nearMisses: { ...lists, rows: new Uint32Array(memory, lists.grouped, mostRows) },
    kernel,
    mostRows,
    mostFilters,
    words: new Int32Array(memory),
    span: { from: -1, to: -1 },
    base: 0,
    bytes: 0,
    slots: [slot(slotAddresses[0]), slot(slotAddresses[1])],
  };
}

/** Sets the first `rows` bits of a bitset and clears the rest of it. */
function fillRows(words: Int32Array, address: number, rows: number, bytes: number): void {
  const start = address >>> 2;
  words.fill(0, start, start + (bytes >>> 2));
  words.fill(-1, start, start + (rows >>> 5));
  if ((rows & 31) !== 0) words[start + (rows >>> 5)] = (1 << (rows & 31)) - 1;
}

/** @param bit row less the base of the bitset */
export function setBit(words: Int32Array, address: number, bit: number): void {
  const word = (address >>> 2) + (bit >>> 5);
  words[word] = words[word]! | (1 << (bit & 31));
}

export function clearBit(words: Int32Array, address: number, bit: number): void {
  const word = (address >>> 2) + (bit >>> 5);
  words[word] = words[word]! & ~(1 << (bit & 31));
}

export function hasBit(words: Int32Array, address: number, bit: number): boolean {
  return ((words[(address >>> 2) + (bit >>> 5)]! >>> (bit & 31)) & 1) === 1;
}
