import Type from 'typebox';
import { RecommendedPlanSchema } from '../../../shared/domain/recommendation/schema.ts';
import { ReportSummarySchema } from '../../../shared/domain/report/schema.ts';

/** What is computed from sessions behind people's backs, as HTTP answers with it. */

const closed = { additionalProperties: false } as const;

const projection = {
  sessionId: Type.String(),
  fresh: Type.Boolean({
    description: 'False when the session, the catalogue or what was learned from others has changed since.',
  }),
  sessionVersion: Type.Integer({ minimum: 0, description: 'The version of the session it was computed from.' }),
  activation: Type.Integer({ minimum: 1 }),
  modelVersion: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Of what was learned from others; null where nothing was used.',
  }),
  computedAt: Type.String({ format: 'date-time' }),
};

export const RecommendationsSchema = Type.Object(
  {
    ...projection,
    source: Type.Enum(['precomputed', 'live', 'segment', 'popular']),
    plans: Type.Array(RecommendedPlanSchema),
  },
  closed,
);

export const ReportSummaryAnswerSchema = Type.Object({ ...projection, ...ReportSummarySchema.properties }, closed);
