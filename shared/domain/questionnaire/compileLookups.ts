import type { Lookup } from '../catalog/schema.ts';
import { optionsOf, type Given } from './answers.ts';

/** A lookup with question ids replaced by positions, its rows found by what they are looked up by. */
export interface CompiledLookup {
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** By the `from` values as `keyOf` writes them: the `to` values of the matching rows. */
  readonly rows: ReadonlyMap<string, readonly (readonly string[])[]>;
}

export function compileLookup({ from, to, rows }: Lookup, indexOf: ReadonlyMap<string, number>): CompiledLookup {
  const found = new Map<string, string[][]>();
  for (const row of rows) {
    const key = keyOf(row.slice(0, from.length));
    const filled = row.slice(from.length);
    const others = found.get(key);
    if (others === undefined) found.set(key, [filled]);
    else others.push(filled);
  }
  const toIndexes = (ids: readonly string[]) => ids.map((id) => indexOf.get(id)!);
  return { from: toIndexes(from), to: toIndexes(to), rows: found };
}

const keyOf = (values: readonly string[]): string => (values.length === 1 ? values[0]! : JSON.stringify(values));

/** The `to` values of the matching rows; null while a `from` question is open. */
export function matchingRows(
  { from, rows }: CompiledLookup,
  effective: (question: number) => Given | null,
): readonly (readonly string[])[] | null {
  const values: string[] = [];
  for (const question of from) {
    const answer = effective(question);
    if (answer === null) return null;
    values.push(optionsOf(answer)[0]!);
  }
  return rows.get(keyOf(values)) ?? [];
}

/** The different values that the matching rows have for a question; none while a `from` question is open. */
export function valuesFor(
  lookup: CompiledLookup,
  question: number,
  effective: (question: number) => Given | null,
): readonly string[] {
  const rows = matchingRows(lookup, effective);
  if (rows === null) return [];
  const place = lookup.to.indexOf(question);
  return rows.length === 1 ? [rows[0]![place]!] : [...new Set(rows.map((row) => row[place]!))];
}
