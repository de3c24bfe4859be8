import type { HttpData } from '../../functionsHost/coreTypes.ts';

const codes = new Map([
  [400, 'BadRequest'],
  [401, 'Unauthorized'],
  [404, 'NotFound'],
  [405, 'MethodNotAllowed'],
  [413, 'RequestEntityTooLarge'],
  [429, 'TooManyRequests'],
  [503, 'ServiceUnavailable'],
]);

/** An answer in the form of the service's errors. */
export function serviceError(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): HttpData {
  const error = { code: codes.get(status) ?? String(status), message };
  return {
    statusCode: String(status),
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: { json: JSON.stringify({ error: { ...error, details: [error] } }) },
  };
}
