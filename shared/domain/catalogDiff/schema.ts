import Type, { type Static, type TSchema } from 'typebox';
import { AnyKey } from '../catalog/schema.ts';

/** What changed between two versions of a catalogue: one declaration for types and OpenAPI. */

export const DIFF_LIMITS = {
  /** Plan ids or offer rows in one list; totals are always exact. */
  listed: 100,
  /** UTF-16 code units of a field as JSON, up to which its values are shown. */
  shownField: 2_000,
  /** Sessions that are answered with both versions. */
  sessions: 200,
} as const;

const closed = { additionalProperties: false } as const;
const Total = Type.Integer({ minimum: 0 });
const Ids = Type.Array(Type.String());

export const FieldChangeSchema = Type.Object(
  {
    field: Type.String(),
    from: Type.Optional(Type.Unknown({ description: 'As it was written; null: not written.' })),
    to: Type.Optional(Type.Unknown({ description: 'As it is written; null: not written.' })),
    truncated: Type.Boolean({
      description: `True: \`from\` and \`to\` are left out, as one has more than ${DIFF_LIMITS.shownField} characters of JSON.`,
    }),
  },
  closed,
);

export const ItemsDiffSchema = Type.Object(
  {
    added: Ids,
    removed: Ids,
    changed: Type.Array(Type.Object({ id: Type.String(), fields: Type.Array(FieldChangeSchema) }, closed)),
    reordered: Type.Boolean({ description: 'Whether those that both versions have come in another order.' }),
  },
  { ...closed, description: 'Attributes or questions, by id.' },
);

const countedLookup = Type.Object({ from: Ids, to: Ids, rows: Total }, closed);

export const LookupsDiffSchema = Type.Object(
  {
    added: Type.Array(countedLookup),
    removed: Type.Array(countedLookup),
    changed: Type.Array(Type.Object({ from: Ids, to: Ids, rowsAdded: Total, rowsRemoved: Total }, closed)),
    reordered: Type.Boolean(),
  },
  { ...closed, description: 'Lookups are told apart by `from` and `to`; of their rows, different ones are counted.' },
);

const limited = <Schema extends TSchema>(item: Schema) => Type.Array(item, { maxItems: DIFF_LIMITS.listed });
const listedPlans = { total: Total, planIds: limited(Type.String()) };

export const PlanListSchema = Type.Object(listedPlans, {
  ...closed,
  description: `How many, and the first ${DIFF_LIMITS.listed} by plan id.`,
});

export const PlansDiffSchema = Type.Object(
  {
    added: PlanListSchema,
    removed: PlanListSchema,
    changed: Type.Object(
      {
        ...listedPlans,
        name: PlanListSchema,
        attributes: Type.Array(Type.Object({ attribute: Type.String(), ...listedPlans }, closed), {
          description: 'The attributes in which plans differ. Of an added or removed one: the plans that know it.',
        }),
      },
      closed,
    ),
  },
  {
    ...closed,
    description: 'By the own values of the plans. Unknown differs from known; the order of a set does not count.',
  },
);

export const MarketRowSchema = Type.Object(
  {
    planId: Type.String(),
    market: Type.Record(AnyKey, Type.String(), { description: 'The answers to the required questions.' }),
  },
  closed,
);

const listedRows = { total: Total, rows: limited(MarketRowSchema) };

export const RowListSchema = Type.Object(listedRows, {
  ...closed,
  description: `How many, and the first ${DIFF_LIMITS.listed}, market by market.`,
});

export const OffersDiffSchema = Type.Object(
  {
    added: RowListSchema,
    removed: RowListSchema,
    changed: Type.Object(
      {
        ...listedRows,
        attributes: Type.Array(Type.Object({ attribute: Type.String(), total: Total }, closed)),
      },
      closed,
    ),
  },
  {
    ...closed,
    description: 'By plan and market, each row laid over its plan. With other required questions, all are new.',
  },
);

export const TopsDiffSchema = Type.Object(
  {
    sampled: Type.Integer({ minimum: 0, maximum: DIFF_LIMITS.sessions }),
    sameFirst: Type.Integer({ minimum: 0, description: 'The first plan is the same, or both versions list none.' }),
    sameFirstThree: Type.Integer({ minimum: 0, description: 'The first three are the same, in the same order.' }),
    firstGone: Type.Integer({ minimum: 0, description: 'What came first does not fit any more, or is not there.' }),
    nowNothing: Type.Integer({ minimum: 0, description: 'Plans fitted, now none does.' }),
    nowSomething: Type.Integer({ minimum: 0, description: 'No plan fitted, now one does.' }),
    nowNeeds: Type.Integer({ minimum: 0, description: 'Now a required question is open, before none was.' }),
    listedByNeither: Type.Integer({ minimum: 0, description: 'Neither version lists a plan.' }),
  },
  { ...closed, description: 'How many sessions of a sample get which change at the top of their shortlist.' },
);

export const CatalogDiffSchema = Type.Object(
  {
    definition: Type.Array(FieldChangeSchema, {
      description: 'Among `title`, `currency`, `ranking`, `segments`, `stopAt` and `requires` (of the offers).',
    }),
    attributes: ItemsDiffSchema,
    questions: ItemsDiffSchema,
    lookups: LookupsDiffSchema,
    plans: PlansDiffSchema,
    offers: OffersDiffSchema,
  },
  closed,
);

export type FieldChange = Static<typeof FieldChangeSchema>;
export type ItemsDiff = Static<typeof ItemsDiffSchema>;
export type LookupsDiff = Static<typeof LookupsDiffSchema>;
export type PlanList = Static<typeof PlanListSchema>;
export type PlansDiff = Static<typeof PlansDiffSchema>;
export type MarketRow = Static<typeof MarketRowSchema>;
export type OffersDiff = Static<typeof OffersDiffSchema>;
export type TopsDiff = Static<typeof TopsDiffSchema>;
export type CatalogDiff = Static<typeof CatalogDiffSchema>;
