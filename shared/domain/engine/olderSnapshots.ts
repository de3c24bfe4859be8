import type { StoredColumn } from './columns.ts';

/** 1: before offers. 2: before sets shared lists, and before it was noted which columns offers lay values over. */
export const OLDEST_FORMAT = 1;

/** What a column of an older snapshot has not, given by what it has: arrays by row, and nothing known of offers. */
export function upgraded(column: StoredColumn): StoredColumn {
  const older: Partial<StoredColumn> = column;
  const overlaid = older.overlaid ?? true;
  if (column.kind === 'number') return { ...column, overlaid, distinct: column.distinct ?? null };
  if (column.kind === 'text') return { ...column, overlaid, places: column.places ?? null };
  if (column.offsets === null) return { ...column, overlaid, lists: null };
  return { ...column, overlaid, lists: column.lists ?? Uint32Array.from(column.offsets.subarray(1).keys()) };
}
