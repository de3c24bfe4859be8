import type { FaultList } from './faultList.ts';
import { checkId, openObject, requireField, readString } from './fieldChecks.ts';
import { createRoom, type Room } from './room.ts';
import type { AttributeType, Plan } from './schema.ts';
import { validateValues } from './validateValues.ts';

const PLAN_FIELDS = ['planId', 'name', 'values'];

export interface PlanValidator {
  /** Checks the next plan of `plans`; -0 among its values becomes 0 in place. False when it has faults. */
  check(plan: unknown): plan is Plan;
  /** How many plans came in so far. */
  readonly count: number;
}

/**
 * Checks plans one by one, in the order of the list; every fault goes to `faults`. It remembers the ids it has seen.
 *
 * @param room shared with the offer rows, which count against the same limit.
 */
export function createPlanValidator(
  types: ReadonlyMap<string, AttributeType | undefined>,
  faults: FaultList,
  room: Room = createRoom(faults),
): PlanValidator {
  const taken = new Set<string>();
  let count = 0;

  function check(input: unknown): input is Plan {
    const totalBefore = faults.total;
    const index = count;
    count += 1;
    if (!room.take('/plans')) return false;
    const plan = openObject(faults, input, `/plans/${index}`, PLAN_FIELDS);
    if (plan === undefined) return false;
    checkId(plan, 'planId', taken, { colonAllowed: true });
    requireField(plan, 'name');
    readString(plan, 'name');
    validateValues(plan, types);
    return faults.total === totalBefore;
  }

  return {
    check,
    get count() {
      return count;
    },
  };
}
