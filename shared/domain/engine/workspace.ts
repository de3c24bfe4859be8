import { fillRows, wordsFor, type Bitset } from './bits.ts';

/**
 * Buffers that a request writes and the next one overwrites. The engine is synchronous, so one set serves everybody;
 * it grows to the largest catalogue and number of filters seen.
 */
export interface Workspace {
  /** Mask number n. */
  mask(n: number): Bitset;
  readonly ones: Bitset;
  readonly twos: Bitset;
  readonly live: Bitset;
  /** All rows of the catalogue being answered. */
  readonly everything: Bitset;
}

/** What one evaluation leaves behind; two are needed when an alternative is looked at beside the answer itself. */
export interface RowBuffers {
  readonly rows: Uint32Array;
  readonly scores: Float64Array;
}

let words = 0;
let masks: (Bitset | undefined)[] = [];
let bitsets: { ones: Bitset; twos: Bitset; live: Bitset; everything: Bitset; rows: number } | null = null;
let buffers: (RowBuffers | undefined)[] = [];

function reserve(rows: number): void {
  const needed = wordsFor(rows);
  if (needed <= words && bitsets !== null) return;
  words = needed;
  masks = [];
  buffers = [];
  const create = () => new Int32Array(words);
  bitsets = { ones: create(), twos: create(), live: create(), everything: create(), rows: -1 };
}

export function workspaceFor(rows: number): Workspace {
  reserve(rows);
  const { ones, twos, live, everything } = bitsets!;
  if (bitsets!.rows !== rows) {
    fillRows(everything, rows);
    bitsets!.rows = rows;
  }
  return { ones, twos, live, everything, mask: (n) => (masks[n] ??= new Int32Array(words)) };
}

/** @param slot 0 for the answer itself, 1 for alternatives looked at while the answer's rows are still needed. */
export function rowBuffersFor(rows: number, slot: 0 | 1): RowBuffers {
  reserve(rows);
  return (buffers[slot] ??= { rows: new Uint32Array(words * 32), scores: new Float64Array(words * 32) });
}
