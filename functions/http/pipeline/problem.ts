import type { HttpResponseInit } from '@azure/functions';
import { AppError, errorCodes, MAX_LISTED_FAULTS, type Fault } from '../../../shared/domain/errors.ts';
import { statusOf } from './statuses.ts';

/** Seconds a caller is asked to wait when the error does not know better. */
const DEFAULT_RETRY_AFTER_SECONDS = 1;

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors: Fault[];
  total: number;
  instance?: string;
}

/** RFC 9457. `extra` are members of one kind of problem only. */
export function toProblem(error: AppError, extra: Record<string, unknown> = {}): HttpResponseInit {
  const { code, category, details } = error;
  const { title } = errorCodes[code];
  const faults = details.faults ?? [];
  const problem: Problem = {
    type: `urn:shortlist:${code}`,
    title,
    status: statusOf[category],
    code,
    detail: details.detail ?? title,
    errors: faults.slice(0, MAX_LISTED_FAULTS),
    total: details.total ?? faults.length,
    ...extra,
  };
  const headers: Record<string, string> = {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
  if (category === 'unauthorized') headers['WWW-Authenticate'] = challengeOf(error);
  if (error.retryable) headers['Retry-After'] = String(details.retryAfterSeconds ?? DEFAULT_RETRY_AFTER_SECONDS);
  return { status: problem.status, headers, body: JSON.stringify(problem) };
}

/** What a 401 asks for (RFC 9110 11.6.1, RFC 6750). */
function challengeOf({ code }: AppError): string {
  if (code === 'unknown_tenant_key') return 'Shortlist-Key realm="shortlist"';
  return code === 'invalid_token' ? 'Bearer realm="shortlist", error="invalid_token"' : 'Bearer realm="shortlist"';
}

/** One fault as an error of its own. */
export function invalidRequest(fault: Fault): AppError {
  return new AppError('invalid_request', { detail: fault.message, faults: [fault] });
}
