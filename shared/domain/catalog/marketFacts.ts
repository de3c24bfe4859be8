import { isObject } from './fieldChecks.ts';

/**
 * What must be known of all plans and offer rows to check one against the other, in a few numbers for each: a million of
 * them take some 100 MB, as objects they would take several times that.
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

const NO_PLAN = -1;
/** Above every number given out here, and its square is below 2^53. */
const PAIRS = 67_108_864;

/** @param required undefined: not known, so that markets are not judged. */
export function createMarketFacts(required: readonly string[] | undefined): MarketFacts {
  const attributeIds = required ?? [];
  const width = attributeIds.length;
  const valueOf = numbering(FIRST_VALUE);
  const planOf = numbering(0);
  const planCodes: number[] = [];
  const isPlan: boolean[] = [];
  const rowPlans: number[] = [];
  const rowCodes: number[] = [];

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

  const pairOf = numbering(0);
  /** The number of the row's market; undefined, with whatever is to be said about it, when that is not known. */
  function marketOf(row: number, plan: number, visitor: RowVisitor): number | undefined {
    const codes = attributeIds.map((_, place) => {
      const own = rowCodes[row * width + place]!;
      return own === ABSENT ? planCodes[plan * width + place]! : own;
    });
    codes.forEach((code, place) => {
      if (code === ABSENT || code === UNKNOWN) visitor.unknownMarket(row, attributeIds[place]!);
    });
    if (codes.some((code) => code < FIRST_VALUE)) return undefined;
    return codes.reduce((market, code) => pairOf(market * PAIRS + code), 0);
  }

  return {
    addPlan(plan) {
      if (typeof plan.planId !== 'string') return;
      const number = planOf(plan.planId);
      if (isPlan[number] === true) return;
      while (isPlan.length <= number) isPlan.push(false);
      isPlan[number] = true;
      while (planCodes.length < number * width) planCodes.push(ABSENT);
      codesOf(plan).forEach((code, place) => (planCodes[number * width + place] = code));
    },
    addRow(row) {
      rowPlans.push(typeof row.planId === 'string' ? planOf(row.planId) : NO_PLAN);
      rowCodes.push(...codesOf(row));
    },
    visit(visitor) {
      const taken = new Set<number>();
      rowPlans.forEach((plan, row) => {
        if (plan === NO_PLAN) return;
        if (isPlan[plan] !== true) {
          visitor.unknownPlan(row);
          return;
        }
        if (required === undefined) return;
        const market = marketOf(row, plan, visitor);
        if (market === undefined) return;
        const offer = plan * PAIRS + market;
        if (taken.has(offer)) visitor.duplicate(row);
        taken.add(offer);
      });
    },
  };
}

/** Numbers things as they are first met. */
function numbering(first: number): (thing: string | number) => number {
  const numbers = new Map<string | number, number>();
  return (thing) => {
    let number = numbers.get(thing);
    if (number === undefined) numbers.set(thing, (number = first + numbers.size));
    return number;
  };
}
