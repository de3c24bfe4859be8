import type { AppError } from '../../../shared/domain/errors.ts';
import { invalidRequest } from './problem.ts';

/** 1 to 200 visible ASCII characters. */
const IDEMPOTENCY_KEY = /^[!-~]{1,200}$/;

/** One strong entity tag that is a version: more digits than these are no version anyone was given. */
const VERSION_TAG = /^"(\d{1,15})"$/;

export function readIdempotencyKey(headers: Headers): string | undefined {
  const key = headers.get('idempotency-key');
  if (key === null) return undefined;
  if (!IDEMPOTENCY_KEY.test(key)) throw invalidHeader('Idempotency-Key must be 1 to 200 visible ASCII characters.');
  return key;
}

/**
 * The version named by `If-Match: "<version>"`. `*` asks only that the session is there, which it must be anyway. Weak
 * tags never match (RFC 9110 8.8.3.2) and a list names no one version: both are refused rather than guessed at.
 */
export function readIfMatch(headers: Headers): number | undefined {
  const tag = headers.get('if-match');
  if (tag === null || tag === '*') return undefined;
  const version = VERSION_TAG.exec(tag)?.[1];
  if (version === undefined) throw invalidHeader('If-Match must be one version in double quotes, such as "3", or *.');
  return Number(version);
}

/** Whether `If-None-Match` names the tag (weak comparison, RFC 9110 13.1.2). */
export function isNoneMatch(headers: Headers, tag: string): boolean {
  const listed = headers.get('if-none-match');
  if (listed === null) return false;
  return listed.trim() === '*' || listed.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}

function invalidHeader(message: string): AppError {
  return invalidRequest({ path: '', code: 'invalid_header', message });
}
