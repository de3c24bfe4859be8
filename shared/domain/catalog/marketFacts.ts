import { createGrowingArray } from '../growingArray.ts';
import { isObject } from './fieldChecks.ts';
import { createNumberSet } from './numberSet.ts';

/**
 * What must be known of all plans and offer rows to check one against the other, in a few numbers for each: a million of
 * them take some 10 MB for each required attribute, and their ids.
 */
export interface MarketFacts {
  /** Notes a plan that has an id, be it faulty otherwise. The first of an id counts. */
  addPlan(plan: Record<string, unknown>): void;
  addRow(row: Record<string, unknown>): void;
  /** Looks at the rows in their order; plans and rows may have come in any. */
  visit(visitor: RowVisitor): void;
}

export interface RowVisitor {
  unknownPlan(row: number): void;
  unknownMarket(row: number, attributeId: string): void;
  duplicate(row: number): void;
}

/** How a required attribute stands; from `FIRST_VALUE` on it has a value, numbered as met. */
const ABSENT = 0;
const UNKNOWN = 1;
/** Not a string: a fault of its own, and nothing more is said about it. */
const FAULTY = 2;
const FIRST_VALUE = 3;

/** A row without a plan id that could be one; above every plan's number. */
const NO_PLAN = 0xffffffff;
/** Above every number given out here, and its square is below 2^53. */
const PAIRS = 67_108_864;

/** @param required undefined: not known, so that markets are not judged. */
export function createMarketFacts(required: readonly string[] | undefined): MarketFacts {
  const attributeIds = required ?? [];
  const width = attributeIds.length;
  const valueOf = numbering(FIRST_VALUE);
  const planOf = numbering(0);
  /** Plans in the order in which they came, each with as many codes as there are required attributes. */
  const plans = createGrowingArray(Uint32Array);
  const planCodes = createGrowingArray(Uint32Array);
  const rowPlans = createGrowingArray(Uint32Array);
  const rowCodes = createGrowingArray(Uint32Array);

  function codesOf(item: Record<string, unknown>): number[] {
    const { values } = item;
    return attributeIds.map((id) => {
      if (values === undefined) return ABSENT;
      if (!isObject(values)) return FAULTY;
      if (!Object.hasOwn(values, id)) return ABSENT;
      const value = values[id];
      if (value === null) return UNKNOWN;
      return typeof value === 'string' ? valueOf(value) : FAULTY;
    });
  }

  return {
    addPlan(plan) {
      if (typeof plan.planId !== 'string') return;
      plans.push(planOf(plan.planId));
      for (const code of codesOf(plan)) planCodes.push(code);
    },
    addRow(row) {
      rowPlans.push(typeof row.planId === 'string' ? planOf(row.planId) : NO_PLAN);
      for (const code of codesOf(row)) rowCodes.push(code);
    },
    visit(visitor) {
      const placeOf = firstPlaces(plans.view(), planOf.count());
      const ownCodes = planCodes.view();
      const saidCodes = rowCodes.view();
      const pairOf = numbering(0);
      const taken = createNumberSet(rowPlans.length);
      for (const [row, plan] of rowPlans.view().entries()) {
        if (plan === NO_PLAN) continue;
        const place = placeOf[plan]! - 1;
        if (place < 0) {
          visitor.unknownPlan(row);
          continue;
        }
        if (required === undefined) continue;
        let market = 0;
        let isKnown = true;
        for (let i = 0; i < width; i++) {
          const said = saidCodes[row * width + i]!;
          const code = said === ABSENT ? ownCodes[place * width + i]! : said;
          if (code === ABSENT || code === UNKNOWN) visitor.unknownMarket(row, attributeIds[i]!);
          isKnown &&= code >= FIRST_VALUE;
          if (isKnown) market = pairOf(market * PAIRS + code);
        }
        if (isKnown && !taken.add(plan * PAIRS + market)) visitor.duplicate(row);
      }
    },
  };
}

/** By number of a plan, where among them it comes first, plus 1; 0 for one that does not come. */
function firstPlaces(plans: Uint32Array, count: number): Uint32Array {
  const places = new Uint32Array(count);
  for (const [place, plan] of plans.entries()) if (places[plan] === 0) places[plan] = place + 1;
  return places;
}

interface Numbering {
  (thing: string | number): number;
  /** Above every number given out. */
  count(): number;
}

/** Numbers things as they are first met. */
function numbering(first: number): Numbering {
  const numbers = new Map<string | number, number>();
  const numberOf = (thing: string | number): number => {
    let number = numbers.get(thing);
    if (number === undefined) numbers.set(thing, (number = first + numbers.size));
    return number;
  };
  return Object.assign(numberOf, { count: () => first + numbers.size });
}
