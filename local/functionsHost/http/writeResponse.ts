import type { ServerResponse } from 'node:http';
import type { HttpCookie, HttpData, TypedData } from '../coreTypes.ts';

/** The connection and the length of the message are the server's own business. */
const ownedByServer: ReadonlySet<string> = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding']);

const sameSiteText = new Map([
  ['lax', 'lax'],
  ['strict', 'strict'],
  ['explicitNone', 'none'],
]);

/** A `set-cookie` value in ASP.NET Core's form: name and value escaped, path "/" unless another one is given. */
function toCookieText(cookie: HttpCookie): string {
  const parts = [`${encodeURIComponent(cookie.name ?? '')}=${encodeURIComponent(cookie.value ?? '')}`];
  const expires = cookie.expires?.value?.seconds;
  if (expires !== undefined) parts.push(`expires=${new Date(expires * 1_000).toUTCString()}`);
  if (cookie.maxAge?.value !== undefined) parts.push(`max-age=${Math.trunc(cookie.maxAge.value)}`);
  if (cookie.domain?.value !== undefined) parts.push(`domain=${cookie.domain.value}`);
  parts.push(`path=${cookie.path?.value ?? '/'}`);
  if (cookie.secure?.value === true) parts.push('secure');
  const sameSite = sameSiteText.get(cookie.sameSite ?? '');
  if (sameSite !== undefined) parts.push(`samesite=${sameSite}`);
  if (cookie.httpOnly?.value === true) parts.push('httponly');
  return parts.join('; ');
}

function bytesOf(body: TypedData | null | undefined): Uint8Array | string {
  return body?.bytes ?? body?.string ?? body?.json ?? '';
}

/** An answer of the host itself: a status and nothing else. */
export function writeStatus(response: ServerResponse, status: number): void {
  response.writeHead(status, status === 204 ? {} : { 'content-length': 0 });
  response.end();
}

/** Sends what the function returned. */
export function writeResponse(response: ServerResponse, data: HttpData): void {
  const status = Number(data.statusCode ?? 200);
  const headers: string[] = [];
  for (const [name, value] of Object.entries(data.headers ?? {})) {
    if (!ownedByServer.has(name)) headers.push(name, value);
  }
  for (const cookie of data.cookies ?? []) headers.push('set-cookie', toCookieText(cookie));
  const body = bytesOf(data.body);
  if (status !== 204 && status !== 304) {
    headers.push('content-length', String(typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength));
  }
  response.writeHead(status, headers);
  response.end(body);
}
