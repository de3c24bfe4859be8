import { errorCodes, type ErrorCode } from '../../../shared/domain/errors.ts';
import { errorsOf, type CallDefinition, type ReplyDescription } from '../contract/call.ts';
import { statusOf } from '../pipeline/statuses.ts';
import { ProblemSchema } from '../contract/schemas.ts';
import { replyHeaders, requestHeaders } from './headers.ts';
import { namedSchemas } from './namedSchemas.ts';
import { pathParameters } from './parameters.ts';
import { problemExample } from './problemExample.ts';
import { securityOf, securitySchemes } from './security.ts';
import { createSchemaWriter, type JsonSchema } from './toJsonSchema.ts';

/** What a call is shown with: its request body, and its reply by status. */
export interface CallExamples {
  request?: unknown;
  /** By name of the parameter. */
  query?: Readonly<Record<string, unknown>>;
  replies: Readonly<Record<number, unknown>>;
}

type Part = Record<string, unknown>;

const tags = [
  { name: 'catalogs', description: 'Catalogues and shortlists without a session.' },
  { name: 'sessions', description: "One person's responses and feedback, kept." },
  { name: 'manage', description: 'For administrators: catalogues and their versions.' },
  { name: 'service', description: 'The service about itself.' },
];

const description = [
  'A front end asks a person some questions; after every answer it gets, in one round trip, the plans that still fit, ranked and explained.',
  'Every error is `application/problem+json` (RFC 9457) with a stable `code` and every fault by path.',
  'Of a key given twice in a JSON object the last value counts. `GET` may be `HEAD`; another method than those listed is answered with 405.',
].join('\n\n');

/** The API as OpenAPI 3.1, from the same calls and schemas the functions run on. */
export function buildDocument(calls: readonly CallDefinition[], examples: ReadonlyMap<string, CallExamples>): Part {
  const writer = createSchemaWriter(namedSchemas);
  const paths: Record<string, Part> = {};
  for (const call of calls) {
    const path = (paths[`/${call.path}`] ??= {});
    path[call.method.toLowerCase()] = toOperation(call, examples.get(call.name), writer.write);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Shortlist', version: '1', description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/api', description: 'Where this document came from.' }],
    tags,
    paths,
    components: { securitySchemes, schemas: sorted(writer.components) },
  };
}

type WriteSchema = (schema: unknown) => JsonSchema;

function toOperation(call: CallDefinition, examples: CallExamples | undefined, write: WriteSchema): Part {
  return {
    operationId: call.name,
    tags: [call.tag],
    summary: call.summary,
    ...(call.description !== undefined && { description: call.description }),
    security: securityOf[call.access],
    parameters: toParameters(call, examples?.query),
    ...(call.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: write(call.body), ...toExample(examples?.request) } },
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(call.replies).map(([status, reply]) => [
          status,
          toReply(call, reply, examples?.replies[Number(status)], write),
        ]),
      ),
      ...toProblems(errorsOf(call), write),
    },
  };
}

function toParameters(call: CallDefinition, queryExamples: CallExamples['query']): Part[] {
  const names = [...call.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const required = new Set(call.query?.required);
  return [
    ...names.map((name) => ({ name, in: 'path', required: true, ...pathParameters[name] })),
    ...Object.entries(call.query?.properties ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: required.has(name),
      schema,
      ...toExample(queryExamples?.[name]),
    })),
    ...(call.headers ?? []).map((name) => ({ name, in: 'header', required: false, ...requestHeaders[name] })),
  ];
}

function toReply(call: CallDefinition, reply: ReplyDescription, example: unknown, write: WriteSchema): Part {
  const names = [...(reply.headers ?? []), ...(call.access === 'none' ? [] : ['Server-Timing'])];
  return {
    description: reply.description,
    ...(names.length > 0 && { headers: toHeaders(names) }),
    ...(reply.schema && { content: toContent(reply, { schema: write(reply.schema), ...toExample(example) }) }),
  };
}

function toContent({ contentTypes = ['application/json'] }: ReplyDescription, content: Part): Part {
  return Object.fromEntries(contentTypes.map((type) => [type, content]));
}

/** One response for each status; each code it can have is one of its examples. */
function toProblems(codes: readonly ErrorCode[], write: WriteSchema): Record<string, Part> {
  const byStatus = Map.groupBy(codes, (code) => statusOf[errorCodes[code].category]);
  return Object.fromEntries(
    [...byStatus].map(([status, codesOfStatus]) => [
      String(status),
      {
        description: codesOfStatus.map((code) => `\`${code}\`: ${errorCodes[code].title}.`).join(' '),
        ...(status === 401 && { headers: toHeaders(['WWW-Authenticate']) }),
        ...((status === 429 || status === 503) && { headers: toHeaders(['Retry-After']) }),
        content: {
          'application/problem+json': {
            schema: write(ProblemSchema),
            examples: Object.fromEntries(codesOfStatus.map((code) => [code, { value: problemExample(code) }])),
          },
        },
      },
    ]),
  );
}

function toHeaders(names: readonly string[]): Part {
  return Object.fromEntries(names.map((name) => [name, replyHeaders[name]]));
}

function toExample(example: unknown): Part {
  return example === undefined ? {} : { example };
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
