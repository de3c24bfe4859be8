import type { HttpRequest } from '@azure/functions';
import { AppError } from '../../../shared/domain/errors.ts';
import type { Access } from '../../../shared/application/access/createAccess.ts';
import type { HandlerResponse } from './handlerResponse.ts';

/** Answer headers a page may read besides those every page may. */
const EXPOSED = 'ETag, Location, Retry-After, Server-Timing';
const ALLOWED =
  'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Traceparent, Tracestate, X-Shortlist-Key';
const MAX_AGE_SECONDS = 3_600;

/**
 * What lets the page of another origin read the answer. No cookie is ever used, so credentials are never allowed; the
 * origin is repeated, never `*`, so that only pages of a tenant read anything.
 */
export function corsHeaders(access: Pick<Access, 'isKnownOrigin'>, origin: string | null): Record<string, string> {
  if (origin === null || !access.isKnownOrigin(origin)) return { Vary: 'Origin' };
  return { Vary: 'Origin', 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': EXPOSED };
}

/** A page the server itself delivered may always call; any other only if the tenant lists its origin. */
export function refuseForeignOrigin(
  access: Pick<Access, 'allowsOrigin'>,
  tenantId: string,
  request: HttpRequest,
): void {
  const origin = request.headers.get('origin');
  if (origin === null || access.allowsOrigin(tenantId, origin) || origin === new URL(request.url).origin) return;
  throw new AppError('origin_not_allowed');
}

/** The browser's question before the request: it carries no key, so any tenant's origin is let through to ask. */
export function answerPreflight(
  access: Pick<Access, 'isKnownOrigin'>,
  request: HttpRequest,
  methods: readonly string[],
): HandlerResponse {
  const headers = corsHeaders(access, request.headers.get('origin'));
  if ('Access-Control-Allow-Origin' in headers) {
    headers['Access-Control-Allow-Methods'] = methods.join(', ');
    headers['Access-Control-Allow-Headers'] = ALLOWED;
    headers['Access-Control-Max-Age'] = String(MAX_AGE_SECONDS);
  }
  return { status: 204, headers: { ...headers, Allow: methods.join(', ') } };
}
