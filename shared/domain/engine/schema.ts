import Type, { type Static } from 'typebox';
import { AnyKey, LIMITS, ValueSchema } from '../catalog/schema.ts';

/** What a shortlist is asked with and what it is: one declaration for types, validation and OpenAPI. */

const closed = { additionalProperties: false } as const;

export const RangeSchema = Type.Object(
  {
    min: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
    max: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
  },
  closed,
);

/**
 * An answer: a string for `single`, strings for `multiple`, a number for `number`, a range for `range`, true or false
 * for `boolean`. null, [], {} and a range without ends are no answer.
 */
export const AnswerSchema = Type.Union([
  Type.Null(),
  Type.Boolean(),
  Type.Number(),
  Type.String(),
  Type.Array(Type.String(), { maxItems: 10_000 }),
  RangeSchema,
]);

export const ResponsesSchema = Type.Record(AnyKey, AnswerSchema, {
  description: 'Answers by question id.',
});

export const PARTS = ['plans', 'reasons', 'facets', 'nextQuestion', 'waysOut'] as const;

export const ShortlistRequestSchema = Type.Object(
  {
    responses: Type.Optional(ResponsesSchema),
    fixed: Type.Optional(ResponsesSchema),
    exclude: Type.Optional(Type.Array(Type.String(), { maxItems: LIMITS.excluded })),
    limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
    sort: Type.Optional(Type.String()),
    include: Type.Optional(Type.Array(Type.Enum(PARTS))),
    facets: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Only the facets of these questions; all by default.',
        maxItems: LIMITS.questions,
      }),
    ),
  },
  closed,
);

export const DEFAULT_LIMIT = 20;

const NullableNumber = Type.Union([Type.Number(), Type.Null()]);
const NullableString = Type.Union([Type.String(), Type.Null()]);

export const ReasonSchema = Type.Object(
  {
    code: Type.Enum(['unknown', 'best_in', 'within_budget', 'matches', 'trade_off', 'popular_with_similar']),
    questionId: NullableString,
    attribute: NullableString,
    contribution: Type.Number(),
    params: Type.Record(AnyKey, Type.Union([ValueSchema, RangeSchema])),
  },
  closed,
);

export const RankedPlanSchema = Type.Object(
  {
    planId: Type.String(),
    name: Type.String(),
    rank: Type.Integer({ minimum: 1 }),
    score: Type.Number(),
    attributes: Type.Record(AnyKey, ValueSchema),
    reasons: Type.Optional(Type.Array(ReasonSchema)),
  },
  closed,
);

export const OptionFacetSchema = Type.Object(
  {
    questionId: Type.String(),
    options: Type.Array(
      Type.Object(
        { value: Type.Union([Type.String(), Type.Boolean()]), count: Type.Integer(), selected: Type.Boolean() },
        closed,
      ),
    ),
    truncated: Type.Boolean(),
  },
  closed,
);

export const NumericFacetSchema = Type.Object(
  {
    questionId: Type.String(),
    min: NullableNumber,
    max: NullableNumber,
    histogram: Type.Array(Type.Object({ from: Type.Number(), to: Type.Number(), count: Type.Integer() }, closed)),
    selected: Type.Union([Type.Number(), RangeSchema, Type.Null()]),
  },
  closed,
);

export const FacetSchema = Type.Union([OptionFacetSchema, NumericFacetSchema]);

export const RelaxationSchema = Type.Object(
  { drop: Type.Array(Type.String()), total: Type.Integer(), bestPlanId: Type.String() },
  closed,
);

export const NextQuestionSchema = Type.Object({ questionId: Type.String(), expectedBits: Type.Number() }, closed);

/** What the engine computes. Parts left out by `include` are absent; `stability` and `canStop` go with `nextQuestion`. */
export const ShortlistSchema = Type.Object(
  {
    total: Type.Integer(),
    unknownDropped: Type.Integer(),
    needs: Type.Array(Type.String()),
    derived: Type.Record(AnyKey, Type.String()),
    unmatched: Type.Array(Type.String()),
    plans: Type.Optional(Type.Array(RankedPlanSchema)),
    facets: Type.Optional(Type.Array(FacetSchema)),
    nextQuestion: Type.Optional(Type.Union([NextQuestionSchema, Type.Null()])),
    stability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    canStop: Type.Optional(Type.Boolean()),
    conflicts: Type.Optional(Type.Array(Type.Array(Type.String()))),
    relaxations: Type.Optional(Type.Array(RelaxationSchema)),
  },
  closed,
);

export const CompareRequestSchema = Type.Object(
  {
    // Distinct, which is checked apart: typebox takes two lone surrogates for the same.
    planIds: Type.Array(Type.String(), { minItems: 2, maxItems: 5, description: 'Distinct plan ids.' }),
    responses: Type.Optional(ResponsesSchema),
    fixed: Type.Optional(ResponsesSchema),
  },
  closed,
);

export const ComparisonSchema = Type.Object(
  {
    planIds: Type.Array(Type.String()),
    differences: Type.Array(
      Type.Object({ attribute: Type.String(), values: Type.Array(ValueSchema), betterPlanId: NullableString }, closed),
    ),
  },
  closed,
);

export const WhyNotRequestSchema = Type.Object(
  { planId: Type.String(), responses: Type.Optional(ResponsesSchema), fixed: Type.Optional(ResponsesSchema) },
  closed,
);

export const WhyNotSchema = Type.Object(
  {
    planId: Type.String(),
    fits: Type.Boolean(),
    failing: Type.Union([
      Type.Null(),
      Type.Object(
        { questionId: Type.String(), attribute: Type.String(), value: ValueSchema, distance: NullableNumber },
        closed,
      ),
    ]),
    rank: Type.Union([Type.Integer(), Type.Null()], {
      description: 'The rank the plan would have; null while it is not known which market it is.',
    }),
    total: Type.Integer(),
  },
  closed,
);

export type Range = Static<typeof RangeSchema>;
export type Answer = Static<typeof AnswerSchema>;
export type Responses = Static<typeof ResponsesSchema>;
export type Part = (typeof PARTS)[number];
export type ShortlistRequest = Static<typeof ShortlistRequestSchema>;
export type Shortlist = Static<typeof ShortlistSchema>;
export type RankedPlan = Static<typeof RankedPlanSchema>;
export type Reason = Static<typeof ReasonSchema>;
export type Facet = Static<typeof FacetSchema>;
export type OptionFacet = Static<typeof OptionFacetSchema>;
export type NumericFacet = Static<typeof NumericFacetSchema>;
export type Relaxation = Static<typeof RelaxationSchema>;
export type NextQuestion = Static<typeof NextQuestionSchema>;
export type CompareRequest = Static<typeof CompareRequestSchema>;
export type Comparison = Static<typeof ComparisonSchema>;
export type WhyNotRequest = Static<typeof WhyNotRequestSchema>;
export type WhyNot = Static<typeof WhyNotSchema>;
