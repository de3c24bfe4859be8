import type { Question } from '../catalog/schema.ts';
import type { ColumnCounts } from './counts.ts';
import type { CompiledCatalog } from './compiledCatalog.ts';
import { once } from './once.ts';

/** Counts of distinct plans over all markets. */
export interface NeededCounts {
  readonly total: number;
  readonly unknownDropped: number;
  /** @param filter place of the question's own filter, which is left out; -1 for none */
  of(question: Question, column: number, filter: number): ColumnCounts;
}

interface KeptCounts {
  readonly total: number;
  /** By question and column. */
  readonly columns: Map<string, ColumnCounts>;
}

const kept = new WeakMap<CompiledCatalog, KeptCounts>();

/**
 * Counts while nothing filters. Everybody begins with that screen and it is the same for all, but over a million offers
 * it takes tens of milliseconds: what was counted once is kept as long as the catalogue.
 *
 * @param count counts what is not there yet
 */
export function countsOfAll(catalog: CompiledCatalog, count: () => NeededCounts): NeededCounts {
  const counted = once(count);
  let all = kept.get(catalog);
  if (all === undefined) kept.set(catalog, (all = { total: counted().total, columns: new Map() }));
  const { total, columns } = all;
  return {
    total,
    unknownDropped: 0,
    of(question, column) {
      const key = `${column}:${question.id}`;
      let counts = columns.get(key);
      if (counts === undefined) columns.set(key, (counts = finished(counted().of(question, column, -1))));
      return counts;
    },
  };
}

/** Nothing is left to be made later, from rows that will be others by then. */
function finished(counts: ColumnCounts): ColumnCounts {
  if (counts.kind === 'option') return counts;
  const histogram = counts.histogram();
  return { ...counts, histogram: () => histogram };
}
