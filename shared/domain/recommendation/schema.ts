import Type, { type Static } from 'typebox';
import { RankedPlanSchema } from '../engine/schema.ts';

const { planId, name, rank, score, reasons } = RankedPlanSchema.properties;

export const RecommendedPlanSchema = Type.Object(
  { planId, name, rank, score, reasons },
  { additionalProperties: false },
);

/** A plan as recommended: its score is that of the list it stands in, and its reasons sum to it. */
export type RecommendedPlan = Static<typeof RecommendedPlanSchema>;
