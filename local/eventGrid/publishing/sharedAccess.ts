import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface SharedAccess {
  key: string;
  /** Address of the topic's events, without a query. */
  endpoint: string;
  nowMs: () => number;
}

/** Takes the same time whatever the texts have in common. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/**
 * Whether a request may publish: by the key itself, or by a token that was signed with it.
 *
 * @returns why not, or undefined
 */
export function findAccessFault(headers: IncomingHttpHeaders, access: SharedAccess): string | undefined {
  const { 'aeg-sas-key': key, 'aeg-sas-token': token } = headers;
  if (typeof key === 'string') return isSame(key, access.key) ? undefined : 'The key is not one of this topic.';
  if (typeof token === 'string') return findTokenFault(token, access);
  return 'The request has neither a header aeg-sas-key nor a header aeg-sas-token.';
}

/** `r=<resource>&e=<expiry>&s=<signature>`: the HMAC-SHA256 of what stands before `&s=`, by the key's bytes. */
function findTokenFault(token: string, { key, endpoint, nowMs }: SharedAccess): string | undefined {
  const at = token.lastIndexOf('&s=');
  const signed = token.slice(0, Math.max(at, 0));
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(signed).digest('base64');
  const parts = new URLSearchParams(token);
  if (at < 0 || !isSame(parts.get('s') ?? '', signature)) return 'The signature of the token is not valid.';
  if (pathOf(parts.get('r') ?? '') !== pathOf(endpoint)) return 'The token is for another resource.';
  // A time of the United States' form, "11/20/2026 9:58:01 AM", meant as UTC.
  const expiresMs = Date.parse(`${parts.get('e') ?? ''} UTC`);
  return expiresMs > nowMs() ? undefined : 'The token has expired.';
}

/** The machine has several names, so the host is not compared. */
const pathOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).pathname : undefined);
