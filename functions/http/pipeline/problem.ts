import { errorCodes, MAX_LISTED_FAULTS, type AppError, type Fault } from '../../../shared/domain/errors.ts';
import type { HandlerResponse } from './handlerResponse.ts';
import { statusOf } from './statuses.ts';

/** Seconds a caller is asked to wait when the error does not know better. */
const DEFAULT_RETRY_AFTER_SECONDS = 1;

/** RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  errors: Fault[];
  total: number;
}

export function describeProblem({ code, category, details }: AppError): Problem {
  const { title } = errorCodes[code];
  const faults = details.faults ?? [];
  return {
    type: `urn:shortlist:${code}`,
    title,
    status: statusOf[category],
    code,
    detail: details.detail ?? summaryOf(faults, details.total ?? faults.length) ?? title,
    errors: faults.slice(0, MAX_LISTED_FAULTS),
    total: details.total ?? faults.length,
  };
}

function summaryOf([first]: readonly Fault[], total: number): string | undefined {
  if (first === undefined) return undefined;
  const place = first.path === '' ? '' : `${first.path} `;
  return `${place}${first.message}${total > 1 ? `, and ${total - 1} more` : ''}`;
}

/** `extra` are members of one kind of problem only. */
export function toProblem(error: AppError, extra: Record<string, unknown> = {}): HandlerResponse {
  const problem = { ...describeProblem(error), ...extra };
  const headers: Record<string, string> = {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
  if (error.category === 'unauthorized') headers['WWW-Authenticate'] = challengeOf(error);
  if (error.retryable) headers['Retry-After'] = String(error.details.retryAfterSeconds ?? DEFAULT_RETRY_AFTER_SECONDS);
  return { status: problem.status, headers, body: JSON.stringify(problem) };
}

/** What a 401 asks for (RFC 9110 11.6.1, RFC 6750). */
function challengeOf({ code }: AppError): string {
  if (code === 'unknown_tenant_key') return 'Shortlist-Key realm="shortlist"';
  return code === 'invalid_token' ? 'Bearer realm="shortlist", error="invalid_token"' : 'Bearer realm="shortlist"';
}
