/**
 * Every failure a caller can see. `code` is stable and documented; `category` decides what the outside makes of it
 * (HTTP status, retry), so no code in here knows about HTTP.
 */
export type ErrorCategory =
  | 'invalid'
  | 'notFound'
  | 'notAllowed'
  | 'conflict'
  | 'preconditionFailed'
  | 'unauthorized'
  | 'forbidden'
  | 'tooLarge'
  | 'unsupportedType'
  | 'unprocessable'
  | 'rateLimited'
  | 'unavailable'
  | 'internal';

/** One thing wrong with what was sent. `path` is a JSON pointer into it ("" is the whole), or row and column of a file. */
export interface Fault {
  path: string;
  code: string;
  message: string;
}

/** All codes of all errors, with the sentence a person reads first. */
export const errorCodes = {
  invalid_json: { category: 'invalid', title: 'The body is not valid JSON' },
  invalid_request: { category: 'invalid', title: 'The request has faults' },
  invalid_responses: { category: 'invalid', title: 'Some responses do not fit the questionnaire' },
  invalid_catalog: { category: 'invalid', title: 'The catalogue has faults' },
  unsupported: { category: 'invalid', title: 'The catalogue uses something this server does not support' },
  missing_token: { category: 'unauthorized', title: 'A bearer token is required' },
  invalid_token: { category: 'unauthorized', title: 'The token is not valid' },
  unknown_tenant_key: { category: 'unauthorized', title: 'The tenant key is not known' },
  not_administrator: { category: 'unauthorized', title: 'Administrator access is required' },
  insufficient_scope: { category: 'forbidden', title: 'The token does not allow this' },
  origin_not_allowed: { category: 'forbidden', title: 'This origin may not use this tenant' },
  catalog_not_found: { category: 'notFound', title: 'No such catalogue' },
  version_not_found: { category: 'notFound', title: 'No such catalogue version' },
  plan_not_found: { category: 'notFound', title: 'No such plan' },
  session_not_found: { category: 'notFound', title: 'No such session' },
  import_not_found: { category: 'notFound', title: 'No such import' },
  not_found: { category: 'notFound', title: 'Nothing is here' },
  method_not_allowed: { category: 'notAllowed', title: 'This address does not take that method' },
  session_full: { category: 'conflict', title: 'The session holds as much as it may' },
  write_conflict: { category: 'conflict', title: 'Another change came in between; try again' },
  import_started: { category: 'conflict', title: 'The import takes no more uploads' },
  import_in_progress: { category: 'conflict', title: 'Another import of this catalogue is under way' },
  version_ahead: { category: 'conflict', title: 'The session has not reached that version' },
  version_mismatch: { category: 'preconditionFailed', title: 'A response changed after the version you named' },
  idempotency_mismatch: { category: 'unprocessable', title: 'This Idempotency-Key came with another body before' },
  unsupported_media_type: { category: 'unsupportedType', title: 'The body is of a type this call does not take' },
  catalog_too_large: { category: 'tooLarge', title: 'There is not enough memory for this catalogue' },
  body_too_large: { category: 'tooLarge', title: 'The body is larger than this call takes' },
  rate_limited: { category: 'rateLimited', title: 'Too many requests' },
  store_unavailable: { category: 'unavailable', title: 'The store does not answer' },
  events_unavailable: { category: 'unavailable', title: 'The event service does not answer' },
  overloaded: { category: 'unavailable', title: 'The server has more to do than it can; try again shortly' },
  identity_provider_unavailable: { category: 'unavailable', title: 'The identity provider does not answer' },
  interrupted: { category: 'unavailable', title: 'The work was stopped before it was done' },
  starting: { category: 'unavailable', title: 'The server is not ready yet' },
  internal: { category: 'internal', title: 'Something went wrong here' },
} as const satisfies Record<string, { category: ErrorCategory; title: string }>;

export type ErrorCode = keyof typeof errorCodes;

/** At most this many faults are listed in an answer; `total` says how many there are. */
export const MAX_LISTED_FAULTS = 1_000;

export interface AppErrorDetails {
  detail?: string;
  /** The first `MAX_LISTED_FAULTS` faults. */
  faults?: Fault[];
  /** How many faults there are in all, when more than listed. */
  total?: number;
  retryAfterSeconds?: number;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly category: ErrorCategory;
  readonly details: AppErrorDetails;

  constructor(code: ErrorCode, details: AppErrorDetails = {}, cause?: unknown) {
    super(details.detail ?? errorCodes[code].title, { cause });
    this.name = 'AppError';
    this.code = code;
    this.category = errorCodes[code].category;
    this.details = details;
  }

  /** Whether the same request may succeed later without a change. */
  get retryable(): boolean {
    return this.category === 'unavailable' || this.category === 'rateLimited';
  }
}
