import type { FaultList } from './faultList.ts';
import { isObject, openObject, readString, requireField } from './fieldChecks.ts';
import { pointerTo, quote } from './jsonPointer.ts';
import { createMarketFacts } from './marketFacts.ts';
import type { Room } from './room.ts';
import type { AttributeType, OfferRow } from './schema.ts';
import { validateValues } from './validateValues.ts';

const ROW_FIELDS = ['planId', 'values'];

export interface OfferValidator {
  /** Told of every plan, faulty or not, before or after the rows. Only a few numbers of it are kept. */
  addPlan(plan: unknown): void;
  /** Checks the next row by itself; -0 among its values becomes 0 in place. False when it has faults. */
  check(row: unknown): row is OfferRow;
  /**
   * Once, after all plans and rows: reports what only both together show. Only then are the rows for missing plans
   * known, because a file may have its offers before its plans.
   */
  finish(): void;
  /** How many rows came in so far. */
  readonly count: number;
}

/**
 * Checks the rows of `offers` one by one, in the order of the list; every fault goes to `faults`.
 *
 * @param required ids of the required attributes; undefined where `requires` has faults, so that markets are not judged.
 * @param room shared with the plans, which count against the same limit.
 */
export function createOfferValidator(
  {
    types,
    required,
  }: {
    types: ReadonlyMap<string, AttributeType | undefined>;
    required: readonly string[] | undefined;
  },
  faults: FaultList,
  room: Room,
): OfferValidator {
  const facts = createMarketFacts(required);
  const pathOf = (index: number) => `/offers/rows/${index}`;
  let count = 0;

  function check(input: unknown): input is OfferRow {
    const totalBefore = faults.total;
    const index = count;
    count += 1;
    if (!room.take('/offers/rows')) return false;
    facts.addRow(isObject(input) ? input : {});
    const row = openObject(faults, input, pathOf(index), ROW_FIELDS);
    if (row === undefined) return false;
    requireField(row, 'planId');
    readString(row, 'planId');
    validateValues(row, types);
    return faults.total === totalBefore;
  }

  function finish(): void {
    // Where plans or rows were left out, nothing can be said about what is missing.
    if (room.isRefused) return;
    facts.visit({
      unknownPlan: (row) => {
        faults.add(pointerTo(pathOf(row), 'planId'), 'unknown_plan', 'Add this plan to "plans", or remove the row.');
      },
      unknownMarket: (row, id) => {
        const path = pointerTo(pointerTo(pathOf(row), 'values'), id);
        const message = `Give ${quote(id)} a value here or in the plan: it says which market the row is for.`;
        faults.add(path, 'unknown_market', message);
      },
      duplicate: (row) => {
        const message = 'Remove it or change its market: another row is for this plan there.';
        faults.add(pathOf(row), 'duplicate_offer', message);
      },
    });
  }

  return {
    addPlan: (plan) => {
      if (isObject(plan)) facts.addPlan(plan);
    },
    check,
    finish,
    get count() {
      return count;
    },
  };
}
