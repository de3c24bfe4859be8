import type { CompiledCatalog } from './compiledCatalog.ts';
import type { Fit } from './evaluate.ts';
import type { Resolved } from './resolve.ts';

/** A `sort` other than score: ids may hold any character but ":", so the last one parts id and direction. */
const SORT = /^([^:]+):(asc|desc)$/s;

export interface Sort {
  id: string;
  direction: 'asc' | 'desc';
}

export function parseSort(sort: string): Sort | null {
  const match = SORT.exec(sort);
  return match === null ? null : { id: match[1]!, direction: match[2] as Sort['direction'] };
}

/**
 * Position of the number column to sort by: an attribute id wins over a question id, which stands for the column it has
 * now. -1 when the id is a question's that has none at the moment; null when it names no number at all.
 */
export function sortColumn(catalog: CompiledCatalog, id: string, resolved: Resolved | null): number | null {
  const { columns, questionnaire } = catalog;
  const attribute = columns.findIndex((column) => column.attribute.id === id);
  if (attribute >= 0) return columns[attribute]!.kind === 'number' ? attribute : null;
  const question = questionnaire.questions[questionnaire.indexOf.get(id) ?? -1];
  if (question === undefined || columns[question.possibleColumns[0] ?? -1]?.kind !== 'number') return null;
  return resolved === null ? -1 : resolved.columnOf[question.index]!;
}

/** Keys of which the largest comes first; unknown values come last in both directions. */
export function sortKeys(catalog: CompiledCatalog, resolved: Resolved, fit: Fit, sort: string): Float64Array {
  const keys = new Float64Array(fit.total).fill(-Infinity);
  const { id, direction } = parseSort(sort)!;
  const column = catalog.columns[sortColumn(catalog, id, resolved) ?? -1];
  if (column?.kind !== 'number') return keys;
  for (let position = 0; position < fit.total; position++) {
    const x = column.values[fit.rows[position]!]!;
    if (x === x) keys[position] = direction === 'asc' ? -x : x;
  }
  return keys;
}
