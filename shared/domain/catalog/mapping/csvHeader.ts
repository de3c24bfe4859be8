import { pointerTo, quote } from '../jsonPointer.ts';
import { SOURCE_LIMITS } from './mapping.ts';
import { placePath, type Place, type SourceFaults } from './sourceFaults.ts';
import { tidy } from './tidy.ts';

const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Columns of a CSV file by their tidied names; undefined, with a fault, when the header cannot be one.
 *
 * @param wanted how many columns the mapping names: a header of one column is suspicious only when it should be more
 */
export function readHeader(
  cells: readonly string[],
  delimiter: string,
  wanted: number,
  place: Place,
  faults: SourceFaults,
): ReadonlyMap<string, number> | undefined {
  const totalBefore = faults.total;
  const path = placePath(place);
  if (cells.length > SOURCE_LIMITS.columns) {
    const limit = SOURCE_LIMITS.columns.toLocaleString('en');
    faults.addAt(path, 'too_many', `Keep at most ${limit} columns; these are ${cells.length.toLocaleString('en')}.`);
    return undefined;
  }
  const other = findOtherDelimiter(cells, delimiter);
  if (wanted > 1 && other !== undefined) {
    const message = `Everything is in one column. Say "delimiter": ${JSON.stringify(other)}, for the header is full of it.`;
    faults.addAt(path, 'wrong_delimiter', message);
    return undefined;
  }
  const columns = new Map<string, number>();
  cells.forEach((cell, index) => {
    const name = tidy(cell);
    if (name === '') return;
    if (columns.has(name)) {
      const message = `Name each column once; ${quote(name)} is column ${columns.get(name)! + 1} and ${index + 1}.`;
      faults.addAt(`${path}/columns${pointerTo('', name)}`, 'duplicate_column', message);
    }
    columns.set(name, index);
  });
  return faults.total === totalBefore ? columns : undefined;
}

/** The delimiter that a header of one cell seems to be written with. */
export function findOtherDelimiter(cells: readonly string[], delimiter: string): string | undefined {
  if (cells.length !== 1) return undefined;
  const [header = ''] = cells;
  const counted = DELIMITERS.filter((other) => other !== delimiter)
    .map((other) => ({ other, count: header.split(other).length - 1 }))
    .sort((a, b) => b.count - a.count);
  return counted[0]!.count > 0 ? counted[0]!.other : undefined;
}
