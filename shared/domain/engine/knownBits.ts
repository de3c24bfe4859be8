import { setRow, wordsFor, type Bitset } from './bits.ts';

/** The rows with a known value, null when all are; and how many. */
export function knownBits(
  rows: number,
  isKnown: (row: number) => boolean,
): { known: Bitset | null; rowsKnown: number } {
  const known = new Int32Array(wordsFor(rows));
  let rowsKnown = 0;
  for (let row = 0; row < rows; row++) {
    if (isKnown(row)) {
      setRow(known, row);
      rowsKnown++;
    }
  }
  return { known: rowsKnown === rows ? null : known, rowsKnown };
}
