import { AppError } from '../../domain/errors.ts';

/**
 * What the client throws, as far as it is looked at. Told by its fields: bundles and tests have more than one class
 * of it.
 */
interface ClientError {
  code?: unknown;
  statusCode?: unknown;
  response?: { headers?: { get(name: string): string | undefined } };
}

/**
 * Nothing that a publish throws can be mended by its caller: it is all `events_unavailable`, and is tried again
 * later.
 */
export function toEventsError(thrown: unknown, nowMs: number): AppError {
  const { code, statusCode, response } = (thrown ?? {}) as ClientError;
  const cause = typeof statusCode === 'number' ? `answered ${statusCode}` : `cannot be reached (${nameOf(code)})`;
  const retryAfterSeconds = readRetryAfter(response?.headers?.get('retry-after'), nowMs);
  const detail = `The event service ${cause}`;
  return new AppError(
    'events_unavailable',
    { detail, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) },
    thrown,
  );
}

const nameOf = (code: unknown): string => (typeof code === 'string' ? code : 'no answer');

/** Seconds, or the time to wait for. */
function readRetryAfter(text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - nowMs) / 1_000);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** Whether the connection broke under the request: one that was kept alive may have been closed by then. */
export function isBrokenConnection(thrown: unknown): boolean {
  const { code } = (thrown ?? {}) as ClientError;
  return code === 'ECONNRESET' || code === 'EPIPE';
}
