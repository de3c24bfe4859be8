import Type, { type Static } from 'typebox';
import { AnswerSchema, RankedPlanSchema } from '../engine/schema.ts';
import { ValueSchema } from '../catalog/schema.ts';

const closed = { additionalProperties: false } as const;
const { planId, name, score } = RankedPlanSchema.properties;
const questionId = Type.String();

export const NearMissSchema = Type.Object(
  {
    planId,
    name,
    score,
    questionId: Type.String({ description: 'The only response the plan does not fit.' }),
    attribute: Type.String(),
    value: ValueSchema,
    distance: Type.Union([Type.Number(), Type.Null()], {
      description: "How far the value is from fitting, in the attribute's unit; null for options.",
    }),
  },
  closed,
);

export const AnswerChangeSchema = Type.Object(
  {
    questionId,
    answers: Type.Array(
      Type.Object(
        {
          answer: AnswerSchema,
          total: Type.Integer({ description: 'How many plans would fit.' }),
          bestPlanId: Type.Union([Type.String(), Type.Null()]),
        },
        closed,
      ),
      { description: 'Other answers, the one that leaves the question open (null) first.' },
    ),
  },
  closed,
);

export const ReportSummarySchema = Type.Object(
  {
    total: Type.Integer({ description: 'How many plans fit.' }),
    top: Type.Array(RankedPlanSchema),
    nearMisses: Type.Array(NearMissSchema),
    changes: Type.Array(AnswerChangeSchema),
  },
  closed,
);

export type NearMiss = Static<typeof NearMissSchema>;
export type AnswerChange = Static<typeof AnswerChangeSchema>;
export type ReportSummary = Static<typeof ReportSummarySchema>;
