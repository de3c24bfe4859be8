import type { IncomingMessage } from 'node:http';
import type { HttpData } from '../coreTypes.ts';
import type { RequestTarget } from './requestTarget.ts';

/** Names are the caller's: without a prototype, none of them is special. */
const emptyMap = (): Record<string, string> => Object.create(null) as Record<string, string>;

/** Repeated values are joined with a comma; empty ones vanish from the joined text, as in .NET's StringValues. */
function append(map: Record<string, string>, name: string, value: string): void {
  // On the platform this name gets lost on its way through plain objects.
  if (name === '__proto__') return;
  const before = map[name];
  map[name] = before === undefined || before === '' ? value : value === '' ? before : `${before},${value}`;
}

function readHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const headers = emptyMap();
  for (let i = 0; i < rawHeaders.length; i += 2) append(headers, rawHeaders[i]!.toLowerCase(), rawHeaders[i + 1]!);
  return headers;
}

/** Keys that differ in case only are one key, under its first spelling. */
function readQuery(query: string): Record<string, string> {
  const values = emptyMap();
  if (query === '') return values;
  const spelling = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const key = name.toLowerCase();
    if (!spelling.has(key)) spelling.set(key, name);
    append(values, spelling.get(key) ?? name, value);
  }
  return values;
}

/**
 * A request as the library takes it.
 *
 * @param origin scheme and host, such as `http://127.0.0.1:7071`
 * @param target what the request line says: path and query
 * @param body undefined when there is none
 */
export function toRequestData(
  request: IncomingMessage,
  origin: string,
  target: RequestTarget,
  params: Record<string, string>,
  body: Uint8Array | undefined,
): HttpData {
  const { path, query } = target;
  return {
    method: request.method ?? '',
    url: query === '' ? origin + path : `${origin}${path}?${query}`,
    headers: readHeaders(request.rawHeaders),
    query: readQuery(query),
    params,
    body: body && { bytes: body },
  };
}
