import type { RequestHeader } from '../contract/call.ts';
import type { JsonSchema } from './toJsonSchema.ts';

interface HeaderDescription {
  description: string;
  schema: JsonSchema;
  example: string | number;
}

export const requestHeaders: Readonly<Record<RequestHeader, HeaderDescription>> = {
  'If-Match': {
    description: 'The version last seen, in double quotes: refused with 412 when a response changed after it. Or `*`.',
    schema: { type: 'string', pattern: '^("\\d{1,15}"|\\*)$' },
    example: '"3"',
  },
  'If-None-Match': {
    description: 'The `ETag` of a copy at hand: answered with 304 when it still holds.',
    schema: { type: 'string' },
    example: '"7.9"',
  },
  'Idempotency-Key': {
    description:
      'Sent again with the same request, it gives the first status and version again and changes nothing; with another request it is 422.',
    schema: { type: 'string', pattern: '^[!-~]{1,200}$' },
    example: 'b7f4c0de-1',
  },
};

export const replyHeaders: Readonly<Record<string, HeaderDescription>> = {
  ETag: { description: 'The version of what is answered.', schema: { type: 'string' }, example: '"3"' },
  Location: { description: 'Where it is.', schema: { type: 'string' }, example: '/api/sessions/s1' },
  'Retry-After': {
    description: 'Seconds to wait before trying again.',
    schema: { type: 'integer', minimum: 1 },
    example: 1,
  },
  'Server-Timing': {
    description: 'Milliseconds spent parsing, on the store and in the engine.',
    schema: { type: 'string' },
    example: 'parse;dur=0.120, engine;dur=0.045',
  },
  'WWW-Authenticate': {
    description: 'What would let the caller in.',
    schema: { type: 'string' },
    example: 'Bearer realm="shortlist"',
  },
};
