import type { ErrorCategory } from '../../../shared/domain/errors.ts';

/** The only place that knows which HTTP status an error is. */
export const statusOf: Readonly<Record<ErrorCategory, number>> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  notFound: 404,
  notAllowed: 405,
  conflict: 409,
  preconditionFailed: 412,
  tooLarge: 413,
  unsupportedType: 415,
  unprocessable: 422,
  rateLimited: 429,
  internal: 500,
  unavailable: 503,
};
