import type { Attribute, Value } from '../catalog/schema.ts';
import { createColumnBuilder } from './buildColumn.ts';
import type { ColumnBuilder } from './columnBuilder.ts';
import { createGrowingArray } from '../growingArray.ts';

/**
 * The values of one attribute as plans and offers name them, in any order. An offer takes room only where it says
 * something: a row that keeps its plan's value is the plan's own entry.
 */
export interface ColumnSource {
  readonly builder: ColumnBuilder;
  /** Whether an offer has said something yet. */
  isOverlaid(): boolean;
  addPlan(value: Value | undefined): void;
  /** @param offer number of the offer, in the order they come. */
  addOffer(offer: number, value: Value): void;
  /** Entries of the builder, row by row: the offers in this order, each with its plan, then the plans in this order. */
  entries(offers: Uint32Array, planOfOffer: ArrayLike<number>, plans: Uint32Array): Uint32Array;
}

export function createColumnSource(attribute: Attribute): ColumnSource {
  const builder = createColumnBuilder(attribute);
  let entries = 0;
  let plans = 0;
  // Until the first offer says something, plan i is entry i.
  let plansBefore = -1;
  const laterPlans = createGrowingArray(Uint32Array);
  const overlaid = createGrowingArray(Uint32Array);
  const overlays = createGrowingArray(Uint32Array);
  return {
    builder,
    isOverlaid: () => overlaid.length > 0,
    addPlan(value) {
      builder.add(value);
      if (plansBefore >= 0) laterPlans.push(entries);
      entries++;
      plans++;
    },
    addOffer(offer, value) {
      builder.add(value);
      if (plansBefore < 0) plansBefore = plans;
      overlaid.push(offer);
      overlays.push(entries++);
    },
    entries(offers, planOfOffer, sortedPlans) {
      const later = laterPlans.view();
      const planEntry = (plan: number): number =>
        plansBefore < 0 || plan < plansBefore ? plan : later[plan - plansBefore]!;
      const found = new Uint32Array(offers.length + sortedPlans.length);
      for (let row = 0; row < offers.length; row++) found[row] = planEntry(planOfOffer[offers[row]!]!);
      for (let i = 0; i < sortedPlans.length; i++) found[offers.length + i] = planEntry(sortedPlans[i]!);
      if (overlaid.length > 0) {
        const rowOf = new Uint32Array(offers.length);
        for (let row = 0; row < offers.length; row++) rowOf[offers[row]!] = row;
        const entryOf = overlays.view();
        for (const [i, offer] of overlaid.view().entries()) found[rowOf[offer]!] = entryOf[i]!;
      }
      return found;
    },
  };
}
