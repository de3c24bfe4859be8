import { hasRow, type Bitset } from './bits.ts';
import type { Counts } from './counts.ts';
import type { Codes, OptionColumn } from './columns.ts';
import type { Rows } from './rows.ts';

/** Adds the rows that hold each value of a set, by code + 1, and to entry 0 those with an unknown value. */
export function countSets(column: OptionColumn, rows: Rows, held: Counts): void {
  const { known } = column;
  const lists = column.lists!;
  const offsets = column.offsets!;
  const items = column.items!;
  if (known !== null) held[0] = held[0]! + countUnknown(known, rows);
  if (rows.to - rows.from >= offsets.length) {
    countByList(lists, offsets, items, rows, held);
    return;
  }
  for (let i = rows.from; i < rows.to; i++) {
    const list = lists[rows.rows[i]!]!;
    const end = offsets[list + 1]!;
    for (let at = offsets[list]!; at < end; at++) {
      const code = items[at]! + 1;
      held[code] = held[code]! + 1;
    }
  }
}

/** Of more rows than there are lists: how often each list comes, before anyone looks into it. */
function countByList(lists: Codes, offsets: Uint32Array, items: Codes, { rows, from, to }: Rows, held: Counts): void {
  const times = new Uint32Array(offsets.length - 1);
  for (let i = from; i < to; i++) {
    const list = lists[rows[i]!]!;
    times[list] = times[list]! + 1;
  }
  for (let list = 0; list < times.length; list++) {
    if (times[list] === 0) continue;
    for (let at = offsets[list]!; at < offsets[list + 1]!; at++) {
      const code = items[at]! + 1;
      held[code] = held[code]! + times[list]!;
    }
  }
}

function countUnknown(known: Bitset, { rows, from, to }: Rows): number {
  let unknown = 0;
  for (let i = from; i < to; i++) if (!hasRow(known, rows[i]!)) unknown++;
  return unknown;
}
