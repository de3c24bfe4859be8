import type { Value } from '../catalog/schema.ts';
import type { Column } from './columns.ts';
import { planNumber, type CompiledCatalog } from './compiledCatalog.ts';
import { standingRow } from './markets.ts';
import { valueAt } from './planCards.ts';
import { answersOf } from './recommend.ts';
import { resolve, type Resolved } from './resolve.ts';
import type { CompareRequest, Comparison } from './schema.ts';
import { utilityOf } from './terms.ts';

/** The attributes in which the plans differ, and for each which plan is better, as far as that can be said. */
export function comparePlans(
  catalog: CompiledCatalog,
  request: CompareRequest,
): Comparison | { unknownPlanIds: string[] } {
  const { planIds } = request;
  const plans = planIds.map((planId) => planNumber(catalog, planId));
  const unknownPlanIds = planIds.filter((_, i) => plans[i]! < 0);
  if (unknownPlanIds.length > 0) return { unknownPlanIds };
  const resolved = resolve(catalog, answersOf(catalog, request));
  const rows = plans.map((plan) => standingRow(catalog, resolved, plan));
  const differences: Comparison['differences'] = [];
  for (const column of catalog.columns) {
    const values = rows.map((row) => valueAt(column, row));
    if (new Set(values.map(identity)).size === 1) continue;
    const better = betterOf(column, values, rows, resolved);
    differences.push({ attribute: column.attribute.id, values, betterPlanId: better < 0 ? null : planIds[better]! });
  }
  return { planIds, differences };
}

/** Equal for equal values; the order in a set does not matter. */
function identity(value: Value): string {
  return JSON.stringify(Array.isArray(value) ? value.toSorted() : value);
}

/** By the weightiest term on the column, else by the attribute's better direction; -1 when neither says which one. */
function betterOf(column: Column, values: readonly Value[], rows: readonly number[], resolved: Resolved): number {
  let chosen: Resolved['terms'][number] | null = null;
  for (const term of resolved.terms) {
    if (term.column === column && term.weight > (chosen?.weight ?? -1)) chosen = term;
  }
  if (chosen !== null) {
    const term = chosen;
    // NaN, an unknown value, has utility 0.
    return onlyLargest(rows.map((row) => utilityOf(term, row) || 0));
  }
  const { better } = column.attribute;
  if (column.kind !== 'number' || better === undefined || better === 'none') return -1;
  return onlyLargest(
    values.map((value) => (value === null ? NaN : better === 'lower' ? -(value as number) : (value as number))),
  );
}

/** Place of the one largest number, -1 when two share it. NaN, an unknown value, is never the largest. */
function onlyLargest(numbers: readonly number[]): number {
  const largest = numbers.reduce((most, x) => (x > most ? x : most), -Infinity);
  const place = numbers.indexOf(largest);
  return place === numbers.lastIndexOf(largest) ? place : -1;
}
