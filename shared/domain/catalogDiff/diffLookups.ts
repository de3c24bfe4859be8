import type { Lookup } from '../catalog/schema.ts';
import type { LookupsDiff } from './schema.ts';
import { forEachRow, type Steps } from '../steps.ts';

/**
 * Lookups by what they complete from what; of several with the same `from` and `to`, the first is compared with the
 * first, and so on. Rows are compared as a set: neither their order nor a repetition says anything.
 */
export function* diffLookups(from: readonly Lookup[], to: readonly Lookup[]): Steps<LookupsDiff> {
  const before = named(from);
  const after = named(to);
  const changed: LookupsDiff['changed'] = [];
  for (const [name, lookup] of after) {
    const former = before.get(name);
    if (former === undefined) continue;
    const rows = yield* countRows(former.rows, lookup.rows);
    if (rows.rowsAdded + rows.rowsRemoved > 0) changed.push({ from: lookup.from, to: lookup.to, ...rows });
  }
  const staying = [...after.keys()].filter((name) => before.has(name));
  const formerly = [...before.keys()].filter((name) => after.has(name));
  return {
    added: yield* withoutRows([...after].filter(([name]) => !before.has(name))),
    removed: yield* withoutRows([...before].filter(([name]) => !after.has(name))),
    changed,
    reordered: staying.some((name, place) => formerly[place] !== name),
  };
}

function named(lookups: readonly Lookup[]): Map<string, Lookup> {
  const found = new Map<string, Lookup>();
  for (const lookup of lookups) {
    let same = 0;
    const nameOf = (): string => JSON.stringify([lookup.from, lookup.to, same]);
    while (found.has(nameOf())) same++;
    found.set(nameOf(), lookup);
  }
  return found;
}

type Rows = Lookup['rows'];

function* countRows(from: Rows, to: Rows): Steps<{ rowsAdded: number; rowsRemoved: number }> {
  if (yield* areSame(from, to)) return { rowsAdded: 0, rowsRemoved: 0 };
  const before = yield* distinct(from);
  const after = yield* distinct(to);
  let kept = 0;
  yield* forEachRow(to.length, (row) => {
    // Taken out when found, so that a repeated row is counted once.
    if (before.delete(JSON.stringify(to[row]))) kept++;
  });
  return { rowsAdded: after.size - kept, rowsRemoved: before.size };
}

/** Row by row: what most lookups are, without keeping a text for each row. */
function* areSame(from: Rows, to: Rows): Steps<boolean> {
  let same = from.length === to.length;
  yield* forEachRow(same ? from.length : 0, (row) => {
    same &&= from[row]!.every((value, place) => to[row]![place] === value);
  });
  return same;
}

function* distinct(rows: Rows): Steps<Set<string>> {
  const texts = new Set<string>();
  yield* forEachRow(rows.length, (row) => texts.add(JSON.stringify(rows[row])));
  return texts;
}

function* withoutRows(lookups: readonly [string, Lookup][]): Steps<LookupsDiff['added']> {
  const counted: LookupsDiff['added'] = [];
  for (const [, { from, to, rows }] of lookups) counted.push({ from, to, rows: (yield* distinct(rows)).size });
  return counted;
}
