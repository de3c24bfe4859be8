import Type from 'typebox';
import { CONSUMERS } from '../../../shared/application/useCases.ts';
import { defineCall } from './call.ts';

const closed = { additionalProperties: false } as const;
const Queue = Type.Enum(CONSUMERS);
const Kind = Type.Enum(['rejected', 'dead'], {
  description: '`rejected`: by the consumer, which says why. `dead`: by the broker, after too many deliveries.',
});
const MOST = 1_000;

export const DeadLetterSchema = Type.Object(
  {
    queue: Type.String(),
    kind: Kind,
    sequenceNumber: Type.String({ description: 'Names the message among those of its queue and kind.' }),
    messageId: Type.String(),
    reason: Type.String(),
    description: Type.String(),
    deliveryCount: Type.Integer(),
    enqueuedAt: Type.String({ format: 'date-time' }),
    event: Type.Union([
      Type.Null(),
      Type.Object({ id: Type.String(), type: Type.String(), subject: Type.String() }, closed),
    ]),
  },
  closed,
);

export const RedriveSchema = Type.Object(
  {
    queue: Queue,
    kind: Kind,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST, description: '1,000 unless said.' })),
    sequenceNumbers: Type.Optional(
      Type.Array(Type.String({ pattern: '^\\d{1,20}$' }), {
        minItems: 1,
        maxItems: MOST,
        description: 'Only these; the oldest unless said.',
      }),
    ),
  },
  closed,
);

export const listDeadLetters = defineCall({
  name: 'listDeadLetters',
  method: 'GET',
  path: 'manage/dead-letters',
  access: 'administrator',
  role: 'Operations.Admin',
  tag: 'manage',
  summary: 'Messages that their consumers could not do',
  description: 'Of every queue and kind the oldest, and why they are here. Messages hold ids, never answers.',
  query: Type.Object({
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MOST, description: 'Of each queue and kind; 100 unless said.' }),
    ),
  }),
  replies: {
    200: { description: 'The messages.', schema: Type.Object({ messages: Type.Array(DeadLetterSchema) }, closed) },
  },
  errors: ['events_unavailable'],
});

export const redriveDeadLetters = defineCall({
  name: 'redriveDeadLetters',
  method: 'POST',
  path: 'manage/dead-letters/redrive',
  access: 'administrator',
  role: 'Operations.Admin',
  tag: 'manage',
  summary: 'Sends messages back to their queue',
  description: 'What a message brings about happens once, however often it is sent back.',
  body: RedriveSchema,
  replies: {
    200: {
      description: 'How many were sent back.',
      schema: Type.Object({ redriven: Type.Integer({ minimum: 0 }) }, closed),
    },
  },
  errors: ['events_unavailable'],
});
