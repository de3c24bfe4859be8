import Type, { type Static, type TSchema } from 'typebox';

/**
 * The catalogue format: what an import takes and what the store keeps. One declaration gives the static types, the
 * structural check of an import and the OpenAPI description. What a schema cannot say (ids declared, curves that fit,
 * cycles, values of the right type) is checked by `validateCatalog`.
 */

export const LIMITS = {
  attributes: 200,
  questions: 100,
  plansAndRows: 1_000_000,
  lookups: 100,
  /** Of all lookups together. */
  lookupRows: 1_000_000,
  /** Bytes of UTF-8 JSON for one plan or offer row. */
  planBytes: 16_384,
  /** UTF-16 code units of an id. */
  idLength: 200,
  /** Plan ids in `exclude`. */
  excluded: 1_000,
  /** Options listed by one facet. */
  facetOptions: 2_000,
} as const;

/** Conditions and lookups nest at most this deep: far beyond any questionnaire, far below the stack. */
export const MAX_NESTING = 32;

export const ATTRIBUTE_TYPES = ['category', 'set', 'number', 'boolean', 'text'] as const;
export const BETTER = ['lower', 'higher', 'none'] as const;
export const QUESTION_KINDS = ['single', 'multiple', 'number', 'range', 'boolean'] as const;
export const EFFECTS = ['filter', 'preference', 'context'] as const;
export const MATCHES = ['any', 'all', 'none'] as const;
export const COMPARES = ['atMost', 'atLeast', 'equals'] as const;
export const UNKNOWNS = ['exclude', 'include'] as const;
export const CURVE_KINDS = ['linear', 'atMost', 'atLeast', 'target', 'equals', 'ordered', 'overlap'] as const;

const closed = { additionalProperties: false } as const;

/** Any key of a record. (The default pattern `^.*$` would leave keys that hold a line break unchecked.) */
export const ANY_KEY = '^[\\s\\S]*$';
export const AnyKey = Type.String({ pattern: ANY_KEY });

const Id = Type.String({
  minLength: 1,
  maxLength: LIMITS.idLength,
  description: 'Unique in its list, without control characters; without ":" for attributes and questions.',
});

const Declared = Type.Object(
  { value: Type.String(), label: Type.Optional(Type.String({ description: 'What a person reads.' })) },
  closed,
);

export const AttributeSchema = Type.Object(
  {
    id: Id,
    type: Type.Enum(ATTRIBUTE_TYPES, { description: '`text` is shown, never filtered.' }),
    label: Type.Optional(Type.String()),
    unit: Type.Optional(Type.String({ description: 'Of a number, e.g. "EUR/month".' })),
    better: Type.Optional(Type.Enum(BETTER, { description: 'Which values everyone prefers, if any.' })),
    values: Type.Optional(
      Type.Array(Declared, { description: 'Declared values, in the order facets and `ordered` use.' }),
    ),
  },
  closed,
);

/** A value of a plan. null (or absent) is unknown, which is never the same as 0, false, "" or []. */
export const ValueSchema = Type.Union(
  [Type.Null(), Type.Boolean(), Type.Number(), Type.String(), Type.Array(Type.String())],
  { description: 'null is unknown, which is never the same as 0, false, "" or [].' },
);

export const PlanSchema = Type.Object(
  {
    planId: Id,
    name: Type.String(),
    values: Type.Optional(
      Type.Record(AnyKey, ValueSchema, { description: 'Values by attribute id; what is absent is unknown.' }),
    ),
  },
  { ...closed, description: `One thing that can be chosen; at most ${LIMITS.planBytes} bytes as compact UTF-8 JSON.` },
);

const RowValues = Type.Record(AnyKey, ValueSchema, {
  description: "By attribute id, laid over the plan's: null makes unknown, an absent key keeps the plan's value.",
});

export const OfferRowSchema = Type.Object(
  { planId: Type.String(), values: Type.Optional(RowValues) },
  { ...closed, description: `A plan as one market has it; at most ${LIMITS.planBytes} bytes as compact UTF-8 JSON.` },
);

const Requires = Type.Array(Type.String(), {
  description:
    'Questions that say which market it is: `single` filters by `attribute` on a category, without `askWhen`.',
});

export const LookupSchema = Type.Object(
  {
    from: Type.Array(Type.String(), { minItems: 1 }),
    to: Type.Array(Type.String(), { minItems: 1 }),
    rows: Type.Array(Type.Array(Type.String()), {
      description: 'The values of `from`, then those of `to`.',
    }),
  },
  { ...closed, description: 'Completes answers: those to the `from` questions give those to the `to` questions.' },
);

const AttributeBySchema = Type.Cyclic(
  {
    AttributeBy: Type.Object(
      {
        question: Type.String(),
        map: Type.Record(AnyKey, Type.Union([Type.String(), Type.Ref('AttributeBy')])),
        default: Type.Optional(Type.String()),
      },
      closed,
    ),
  },
  'AttributeBy',
);

const ConditionSchema = Type.Cyclic(
  {
    Condition: Type.Union([
      Type.Object(
        { question: Type.String(), in: Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()])) },
        closed,
      ),
      Type.Object(
        { question: Type.String(), min: Type.Optional(Type.Number()), max: Type.Optional(Type.Number()) },
        closed,
      ),
      Type.Object({ all: Type.Array(Type.Ref('Condition')) }, closed),
      Type.Object({ any: Type.Array(Type.Ref('Condition')) }, closed),
    ]),
  },
  'Condition',
);

export const CurveSchema = Type.Union([
  Type.Object({ kind: Type.Literal('linear'), from: Type.Number(), to: Type.Number() }, closed),
  Type.Object({ kind: Type.Literal('atMost') }, closed),
  Type.Object({ kind: Type.Literal('atLeast') }, closed),
  Type.Object({ kind: Type.Literal('target'), width: Type.Number({ exclusiveMinimum: 0 }) }, closed),
  Type.Object({ kind: Type.Literal('equals'), value: Type.Optional(Type.Boolean()) }, closed),
  Type.Object({ kind: Type.Literal('ordered'), order: Type.Optional(Type.Array(Type.String())) }, closed),
  Type.Object({ kind: Type.Literal('overlap') }, closed),
]);

export const QuestionSchema = Type.Object(
  {
    id: Id,
    text: Type.String(),
    kind: Type.Enum(QUESTION_KINDS),
    effect: Type.Enum(EFFECTS, {
      description: 'A filter drops plans, a preference scores them, a context question steers other questions.',
    }),
    attribute: Type.Optional(
      Type.String({ description: 'The attribute it asks about; or `attributeBy`, never both.' }),
    ),
    attributeBy: Type.Optional(AttributeBySchema),
    options: Type.Optional(Type.Array(Declared, { description: 'What a context question offers.' })),
    match: Type.Optional(Type.Enum(MATCHES, { description: 'For `multiple`; default `any`.' })),
    compare: Type.Optional(Type.Enum(COMPARES, { description: 'How a `number` filter compares; required there.' })),
    unknown: Type.Optional(
      Type.Enum(UNKNOWNS, { description: 'Whether plans with an unknown value pass; default `exclude`.' }),
    ),
    askWhen: Type.Optional(ConditionSchema),
    weight: Type.Optional(Type.Number({ minimum: 0, description: 'Of a preference in the score; default 1.' })),
    curve: Type.Optional(CurveSchema),
    importance: Type.Optional(
      Type.Number({ minimum: 0, description: 'What matters more is given up later when nothing fits; default 1.' }),
    ),
    answerable: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'The share of people who can answer; default 1.' }),
    ),
  },
  closed,
);

export const RankingEntrySchema = Type.Object(
  {
    attribute: Type.Optional(Type.String()),
    attributeBy: Type.Optional(AttributeBySchema),
    weight: Type.Optional(Type.Number({ minimum: 0, description: 'Default 1.' })),
    curve: CurveSchema,
  },
  closed,
);

/** Everything of a catalogue but its plans and offer rows: kept parsed in memory. */
const definitionFields = {
  title: Type.Optional(Type.String()),
  currency: Type.Optional(Type.String()),
  attributes: Type.Array(AttributeSchema, { maxItems: LIMITS.attributes }),
  questions: Type.Array(QuestionSchema, { maxItems: LIMITS.questions }),
  ranking: Type.Optional(
    Type.Array(RankingEntrySchema, {
      description: 'Scores plans whatever the answers: linear on numbers, equals on booleans.',
    }),
  ),
  segments: Type.Optional(Type.Array(Type.String(), { description: 'Questions whose answers group people.' })),
  stopAt: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: 'The `stability` from which asking may stop; default 1.' }),
  ),
  offers: Type.Optional(Type.Object({ requires: Requires }, closed)),
  lookups: Type.Optional(Type.Array(LookupSchema, { maxItems: LIMITS.lookups })),
};

export const CatalogDefinitionSchema = Type.Object(definitionFields, closed);

export const CatalogSchema = Type.Object(
  {
    ...definitionFields,
    plans: Type.Array(PlanSchema),
    offers: Type.Optional(
      Type.Object(
        { requires: Requires, rows: Type.Array(OfferRowSchema) },
        {
          ...closed,
          description:
            'Which plans are sold in which markets, and what differs there. A plan without a row cannot be had.',
        },
      ),
    ),
  },
  closed,
);

export type Attribute = Static<typeof AttributeSchema>;
export type AttributeType = Attribute['type'];
export type Value = Static<typeof ValueSchema>;
export type Plan = Static<typeof PlanSchema>;
export type Curve = Static<typeof CurveSchema>;
export type CurveKind = Curve['kind'];
export type Effect = (typeof EFFECTS)[number];
export type CatalogDefinition = Omit<Static<typeof CatalogDefinitionSchema>, 'questions' | 'ranking'> & {
  questions: Question[];
  ranking?: RankingEntry[];
};
/** What differs for a plan in one market; the values of the required attributes say in which. */
export type OfferRow = Static<typeof OfferRowSchema>;
export interface Offers {
  requires: string[];
  rows: OfferRow[];
}
export type Lookup = Static<typeof LookupSchema>;
export type Catalog = Omit<CatalogDefinition, 'offers'> & { plans: Plan[]; offers?: Offers };

/** Chooses the attribute by the answer to `question`; a map value is an attribute id or a further choice. */
export interface AttributeBy {
  question: string;
  map: Record<string, string | AttributeBy>;
  default?: string;
}

export type Condition =
  | { question: string; in: (string | number | boolean)[] }
  | { question: string; min?: number; max?: number }
  | { all: Condition[] }
  | { any: Condition[] };

type Written<T, K extends PropertyKey> = Omit<T, K>;
export type Question = Written<Static<typeof QuestionSchema>, 'attributeBy' | 'askWhen'> & {
  attributeBy?: AttributeBy;
  askWhen?: Condition;
};
export type QuestionKind = Question['kind'];
export type RankingEntry = Written<Static<typeof RankingEntrySchema>, 'attributeBy'> & { attributeBy?: AttributeBy };

export type { TSchema };
