import type { Fault } from '../errors.ts';
import { FaultList } from './faultList.ts';
import { isObject } from './fieldChecks.ts';
import { createRoom } from './room.ts';
import { LIMITS, type Catalog } from './schema.ts';
import { validateDefinition } from './validateDefinition.ts';
import { createOfferValidator } from './validateOfferRows.ts';
import { createPlanValidator } from './validatePlans.ts';

export type ValidatedCatalog = { catalog: Catalog } | { faults: Fault[]; total: number };

/**
 * Checks a catalogue as it came out of `JSON.parse` and reports every fault at once: the first 1,000 with their paths
 * (JSON pointers), and how many there are in all. Never throws on JSON, whatever its size or depth. A catalogue without
 * fault is the input itself, taken over: -0 has become 0 in place.
 */
export function validateCatalog(input: unknown): ValidatedCatalog {
  const faults = new FaultList();
  const { attributes, offers } = validateDefinition(input, faults);
  const plans = listOf(input, 'plans');
  const rows = offers === undefined || !isObject(input) ? undefined : listOf(input.offers, 'rows');
  const room = createRoom(faults);
  if (lengthOf(plans) > LIMITS.plansAndRows) room.refuse('/plans');
  else if (lengthOf(plans) + lengthOf(rows) > LIMITS.plansAndRows) room.refuse('/offers/rows');
  const planValidator = createPlanValidator(attributes.types, faults, room);
  const offerValidator =
    offers === undefined || rows === undefined
      ? undefined
      : createOfferValidator({ types: attributes.types, required: offers.required }, faults, room);
  for (const plan of plans ?? []) {
    planValidator.check(plan);
    offerValidator?.addPlan(plan);
  }
  for (const row of rows ?? []) offerValidator?.check(row);
  // Without a list of plans every row would lack its own.
  if (plans !== undefined) offerValidator?.finish();
  if (faults.total > 0) return { faults: faults.listed, total: faults.total };
  return { catalog: input as Catalog };
}

function listOf(parent: unknown, field: string): unknown[] | undefined {
  const list = isObject(parent) && Object.hasOwn(parent, field) ? parent[field] : undefined;
  return Array.isArray(list) ? (list as unknown[]) : undefined;
}

const lengthOf = (list: unknown[] | undefined): number => list?.length ?? 0;
