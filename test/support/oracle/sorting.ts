import type { Offered } from './offered.ts';
import { byScore, termsOf } from './ranking.ts';
import type { Situation } from './situation.ts';
import { byCodeUnits, numberOf, valueOf } from './values.ts';

/** The plans in the order that `sort` asks for. */
export function inOrder(situation: Situation, plans: Offered[], sort: string): Offered[] {
  if (sort === 'score') return byScore(situation.catalog, termsOf(situation), plans);
  const colon = sort.lastIndexOf(':');
  const attributeId = sortedAttribute(situation, sort.slice(0, colon));
  const sign = sort.slice(colon + 1) === 'asc' ? 1 : -1;
  return [...plans].sort((a, b) => {
    const x = attributeId === undefined ? null : valueOf(a, attributeId);
    const y = attributeId === undefined ? null : valueOf(b, attributeId);
    if ((x === null) !== (y === null)) return x === null ? 1 : -1;
    const difference = x === null || y === null ? 0 : sign * compareNumbers(numberOf(x), numberOf(y));
    return difference === 0 ? byCodeUnits(a.planId, b.planId) : difference;
  });
}

function sortedAttribute(situation: Situation, id: string): string | undefined {
  const isAttribute = situation.catalog.attributes.some((attribute) => attribute.id === id);
  return isAttribute ? id : situation.columns.get(id)?.id;
}

/** Not a subtraction: the difference of two finite numbers need not be finite. */
function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
