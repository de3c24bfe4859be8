import type { FaultList } from '../faultList.ts';
import { pointerTo, quote } from '../jsonPointer.ts';
import type { Value } from '../schema.ts';

export interface OfferRow {
  planId: string;
  values: Record<string, Value>;
}

export interface OfferChecks {
  addPlan(plan: OfferRow): void;
  /** Checks the next row against the plans and the rows before it; false when it has faults. */
  check(row: OfferRow): boolean;
  readonly count: number;
}

/**
 * Checks that every offer row is of a plan that is there, knows its market (a value for each of `requires`, its own or its
 * plan's) and is the only one of its plan there. All plans come before the first row.
 */
export function createOfferChecks(requires: readonly string[], faults: FaultList): OfferChecks {
  const plans = new Map<string, readonly Value[]>();
  const markets = new Set<string>();
  let count = 0;

  const own = ({ values }: OfferRow, id: string): Value | undefined =>
    Object.hasOwn(values, id) ? values[id] : undefined;

  return {
    addPlan(plan) {
      plans.set(
        plan.planId,
        requires.map((id) => own(plan, id) ?? null),
      );
    },
    check(row) {
      const path = `/offers/rows/${count}`;
      count += 1;
      const plan = plans.get(row.planId);
      if (plan === undefined) {
        faults.add(`${path}/planId`, 'unknown_plan', `Add a plan ${quote(row.planId)}, or remove this offer of it.`);
        return false;
      }
      const market: Value[] = [];
      for (const [index, id] of requires.entries()) {
        const given = own(row, id);
        const value = given === undefined ? plan[index]! : given;
        if (value === null) {
          const at = pointerTo(`${path}/values`, id);
          faults.add(at, 'unknown_market', `Give ${quote(id)} a value: it says where the offer holds.`);
          return false;
        }
        market.push(value);
      }
      const key = JSON.stringify([row.planId, ...market]);
      if (markets.has(key)) {
        const where = market.map((value) => quote(String(value))).join(', ');
        faults.add(
          path,
          'duplicate_offer',
          `Keep one offer of ${quote(row.planId)} for ${where}; an earlier row has one.`,
        );
        return false;
      }
      markets.add(key);
      return true;
    },
    get count() {
      return count;
    },
  };
}
