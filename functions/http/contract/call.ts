import type { Static, TObject, TSchema } from 'typebox';
import type { AdministratorRole } from '../../../shared/ports/administratorAccess.ts';
import type { ErrorCode } from '../../../shared/domain/errors.ts';

/** Who may call: anyone; whoever names the tenant; the holder of a session's token; an administrator. */
export type Access = 'none' | 'tenant' | 'session' | 'administrator';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Request headers a call understands besides those of access and content. */
export type RequestHeader = 'If-Match' | 'If-None-Match' | 'Idempotency-Key';

export interface ReplyDescription {
  description: string;
  /** Absent: no body. */
  schema?: TSchema;
  /** Any one of these; `application/json` unless said. */
  contentTypes?: readonly string[];
  /** Names of headers beyond those every reply has; described in openapi/headers.ts. */
  headers?: readonly string[];
}

/**
 * One call of the HTTP API: what its trigger is registered with, what its body is checked against and what
 * `openapi.json` says of it. `name` is the function, the use case and the operation id.
 */
export interface CallDefinition {
  name: string;
  method: Method;
  /** Below `/api`, with `{name}` for parameters. */
  path: string;
  access: Access;
  /** Of the administrator; `Catalog.Admin` unless said. */
  role?: AdministratorRole;
  tag: 'catalogs' | 'sessions' | 'manage' | 'service';
  summary: string;
  description?: string;
  /** Parameters of the query, by name: texts and integers. Others are not looked at. */
  query?: TObject;
  body?: TSchema;
  /** The use case takes the body as bytes, and parses and checks it itself. */
  parsedByUseCase?: true;
  /** The body is part of a file, whatever is in it. */
  upload?: true;
  /** Bytes; `BODY_LIMIT_BYTES` unless said. */
  bodyLimitBytes?: number;
  /** What to do with a body that is larger. */
  largerBodies?: string;
  headers?: readonly RequestHeader[];
  /** Rare for a person and costly: limited over all instances together. */
  rare?: true;
  /** By status; the first is the usual one. */
  replies: Record<number, ReplyDescription>;
  /** Errors beyond those that follow from access and body (`errorsOf`). */
  errors?: readonly ErrorCode[];
}

/** Names of the parameters in a path, so that a handler cannot ask for one that is not there. */
type ParameterNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterNames<Rest>
  : never;

export type ParametersOf<Call extends CallDefinition> = Record<ParameterNames<Call['path']>, string>;

export type BodyOf<Call extends CallDefinition> = Call extends { parsedByUseCase: true } | { upload: true }
  ? Uint8Array<ArrayBuffer>
  : Call['body'] extends TSchema
    ? Static<Call['body']>
    : undefined;

export type QueryOf<Call extends CallDefinition> = Call['query'] extends TObject ? Static<Call['query']> : undefined;

/** Keeps the literal types of a definition. */
export function defineCall<const Call extends CallDefinition>(call: Call): Call {
  return call;
}

const errorsByAccess: Record<Access, readonly ErrorCode[]> = {
  none: [],
  tenant: ['unknown_tenant_key', 'origin_not_allowed'],
  session: ['missing_token', 'invalid_token', 'origin_not_allowed', 'session_not_found'],
  administrator: [
    'not_administrator',
    'insufficient_scope',
    'unknown_tenant_key',
    'identity_provider_unavailable',
    'origin_not_allowed',
  ],
};

/** Every error a call can answer with. */
export function errorsOf(call: CallDefinition): ErrorCode[] {
  const codes = new Set<ErrorCode>(errorsByAccess[call.access]);
  if (call.access === 'session' && call.method !== 'GET') codes.add('insufficient_scope');
  if (call.body) {
    for (const code of ['invalid_json', 'invalid_request', 'unsupported_media_type', 'body_too_large'] as const)
      codes.add(code);
  }
  if (call.upload) codes.add('body_too_large');
  if (call.query) codes.add('invalid_request');
  if (call.headers?.some((header) => header !== 'If-None-Match')) codes.add('invalid_request');
  if (call.access === 'tenant' || call.access === 'session') codes.add('rate_limited').add('overloaded');
  for (const code of call.errors ?? []) codes.add(code);
  if (call.access !== 'none') {
    codes.add('store_unavailable');
    codes.add('starting');
  }
  codes.add('internal');
  return [...codes];
}
