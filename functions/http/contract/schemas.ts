import Type, { type TSchema } from 'typebox';
import { FEEDBACK_TYPES } from '../../../shared/application/useCases.ts';
import { AnyKey, CatalogDefinitionSchema, LIMITS, ValueSchema } from '../../../shared/domain/catalog/schema.ts';
import { CatalogDiffSchema, TopsDiffSchema } from '../../../shared/domain/catalogDiff/schema.ts';
import {
  AnswerSchema,
  ComparisonSchema,
  ResponsesSchema,
  ShortlistSchema,
  WhyNotSchema,
} from '../../../shared/domain/engine/schema.ts';
import { MAX_FEEDBACK, MAX_USER_ID_LENGTH } from './limits.ts';

/** The shapes only HTTP knows: envelopes around what the domain declares. */

const closed = { additionalProperties: false } as const;
const Version = Type.Integer({ minimum: 0, description: 'Rises with every change.' });
const Time = Type.String({ format: 'date-time' });
const Digest = Type.String({ description: 'The same content has the same digest.' });
const nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const StartSessionSchema = Type.Object(
  {
    catalogId: Type.String({ minLength: 1, maxLength: LIMITS.idLength }),
    responses: Type.Optional(ResponsesSchema),
    userId: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: MAX_USER_ID_LENGTH,
        description: 'An opaque label; never a key to read by.',
      }),
    ),
  },
  closed,
);

export const RecordResponseSchema = Type.Object({ answer: AnswerSchema }, closed);

export const RecordResponsesSchema = Type.Object({ responses: ResponsesSchema }, closed);

export const FeedbackSchema = Type.Object({ type: Type.Enum(FEEDBACK_TYPES), planId: Type.String() }, closed);

export const GiveFeedbackSchema = Type.Union([
  FeedbackSchema,
  Type.Array(FeedbackSchema, { minItems: 1, maxItems: MAX_FEEDBACK }),
]);

const catalogFreshness = {
  catalogVersion: Type.Integer({ minimum: 1 }),
  activation: Type.Integer({ minimum: 1 }),
  catalogBehind: Type.Optional(
    Type.Literal(true, {
      description: 'There only while the instance that answers knows of a newer activation that it has not loaded yet.',
    }),
  ),
};

export const ShortlistAnswerSchema = Type.Object(
  {
    catalogId: Type.String(),
    ...catalogFreshness,
    modelVersion: nullable(Type.Integer()),
    sessionVersion: nullable(Type.Integer()),
    computedAt: Time,
    source: Type.Enum(['live']),
    ...ShortlistSchema.properties,
  },
  closed,
);

export const ComparisonAnswerSchema = Type.Object({ ...catalogFreshness, ...ComparisonSchema.properties }, closed);

export const WhyNotAnswerSchema = Type.Object({ ...catalogFreshness, ...WhyNotSchema.properties }, closed);

export const CatalogSummarySchema = Type.Object(
  {
    catalogId: Type.String(),
    title: nullable(Type.String()),
    version: Type.Integer({ minimum: 1 }),
    activation: Type.Integer({ minimum: 1 }),
    plans: Type.Integer({ minimum: 0 }),
  },
  closed,
);

export const CatalogListSchema = Type.Object({ catalogs: Type.Array(CatalogSummarySchema) }, closed);

export const CatalogViewSchema = Type.Object(
  {
    catalogId: Type.String(),
    version: Type.Integer({ minimum: 1 }),
    activation: Type.Integer({ minimum: 1 }),
    digest: Digest,
    plans: Type.Integer({ minimum: 0, description: 'How many plans it has.' }),
    ...CatalogDefinitionSchema.properties,
    lookups: Type.Optional(
      Type.Array(Type.Object({ from: Type.Array(Type.String()), to: Type.Array(Type.String()) }, closed), {
        description: 'Which answers complete which; the rows are left out.',
      }),
    ),
  },
  closed,
);

export const PlanViewSchema = Type.Object(
  {
    planId: Type.String(),
    name: Type.String(),
    attributes: Type.Record(AnyKey, ValueSchema),
    ...catalogFreshness,
  },
  closed,
);

export const SessionStartedSchema = Type.Object(
  {
    sessionId: Type.String(),
    token: Type.String({ description: 'Send it as `Authorization: Bearer` with every call of this session.' }),
    expiresAt: Time,
    version: Version,
    shortlist: ShortlistAnswerSchema,
  },
  closed,
);

export const SessionViewSchema = Type.Object(
  {
    sessionId: Type.String(),
    catalogId: Type.String(),
    userId: nullable(Type.String()),
    version: Version,
    responses: ResponsesSchema,
    feedback: Type.Array(Type.Object({ ...FeedbackSchema.properties, at: Time }, closed)),
    ignoredResponses: Type.Array(Type.String(), {
      description: 'Questions answered before that the active version no longer knows.',
    }),
    shortlist: ShortlistAnswerSchema,
  },
  closed,
);

export const ResponsesRecordedSchema = Type.Object({ version: Version, shortlist: ShortlistAnswerSchema }, closed);

export const FeedbackGivenSchema = Type.Object({ version: Version }, closed);

export const CatalogImportedSchema = Type.Object(
  { catalogId: Type.String(), version: Type.Integer({ minimum: 1 }), active: Type.Boolean(), digest: Digest },
  closed,
);

export const VersionListSchema = Type.Object(
  {
    versions: Type.Array(
      Type.Object(
        {
          version: Type.Integer({ minimum: 1 }),
          createdAt: Time,
          digest: Digest,
          plans: Type.Integer({ minimum: 0 }),
          active: Type.Boolean(),
        },
        closed,
      ),
    ),
  },
  closed,
);

/** Of a catalogue; also as a parameter of a query. */
export const VersionNumber = Type.Integer({ minimum: 1, description: 'A version of the catalogue.' });

export const VersionsComparedSchema = Type.Object(
  {
    catalogId: Type.String(),
    from: VersionNumber,
    to: VersionNumber,
    ...CatalogDiffSchema.properties,
    sessions: TopsDiffSchema,
  },
  closed,
);

export const VersionActivatedSchema = Type.Object(
  { version: Type.Integer({ minimum: 1 }), activation: Type.Integer({ minimum: 1 }) },
  closed,
);

export const LiveSchema = Type.Object({ live: Type.Literal(true) }, closed);

const ChecksSchema = Type.Record(
  AnyKey,
  Type.Record(AnyKey, Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
  { description: 'What each part says of itself.' },
);

const CatalogBehindSchema = Type.Object(
  {
    catalogId: Type.String(),
    activation: Type.Integer({ minimum: 1, description: 'Of what this instance serves.' }),
    storedActivation: Type.Integer({ minimum: 1, description: 'As the store had it when it was last looked at.' }),
  },
  closed,
);

export const HealthSchema = Type.Object(
  {
    ready: Type.Literal(true),
    checks: ChecksSchema,
    behind: Type.Array(CatalogBehindSchema, {
      description: 'Catalogues of which this instance knows a newer activation than it serves.',
    }),
  },
  closed,
);

export const FaultSchema = Type.Object(
  {
    path: Type.String({
      description:
        'JSON pointer into the body, or `/` and the name of a query parameter; "" is the whole body, a header or the address.',
    }),
    code: Type.String(),
    message: Type.String(),
  },
  closed,
);

/** RFC 9457. `checks` comes with a server that is not ready. */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'A URI for each code.' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    code: Type.String({ description: 'Stable: write programs against this.' }),
    detail: Type.String(),
    errors: Type.Array(FaultSchema, { description: 'The first 1,000 faults.' }),
    total: Type.Integer({ minimum: 0, description: 'How many faults there are in all.' }),
    instance: Type.Optional(Type.String({ description: 'Names this one failure in the logs.' })),
    checks: Type.Optional(ChecksSchema),
  },
  closed,
);
