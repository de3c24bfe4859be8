import type { Fault } from '../../../shared/domain/errors.ts';
import type { RequestHeader } from '../contract/call.ts';

/** What the headers of a request ask for. Those a call does not understand are not looked at. */
export interface ReadHeaders {
  idempotencyKey?: string;
  /** The version `If-Match` names. */
  expectedVersion?: number;
  faults: Fault[];
}

/** 1 to 200 visible ASCII characters. */
const IDEMPOTENCY_KEY = /^[!-~]{1,200}$/;

/** One strong entity tag that is a version: more digits than these are no version anyone was given. */
const VERSION_TAG = /^"(\d{1,15})"$/;

/**
 * `If-Match: *` asks only that the session is there, which it must be anyway. Weak tags never match (RFC 9110 8.8.3.2) and
 * a list names no one version: both are faults rather than guessed at.
 */
export function readHeaders(understood: ReadonlySet<RequestHeader>, headers: Headers): ReadHeaders {
  const read: ReadHeaders = { faults: [] };
  const key = understood.has('Idempotency-Key') ? headers.get('idempotency-key') : null;
  if (key !== null) {
    if (IDEMPOTENCY_KEY.test(key)) read.idempotencyKey = key;
    else read.faults.push(invalidHeader('Idempotency-Key must be 1 to 200 visible ASCII characters'));
  }
  const tag = understood.has('If-Match') ? headers.get('if-match') : null;
  if (tag !== null && tag !== '*') {
    const version = VERSION_TAG.exec(tag)?.[1];
    if (version !== undefined) read.expectedVersion = Number(version);
    else read.faults.push(invalidHeader('If-Match must be one version in double quotes, such as "3", or *'));
  }
  return read;
}

function invalidHeader(message: string): Fault {
  return { path: '', code: 'invalid_header', message };
}

/** Whether `If-None-Match` names the tag (weak comparison, RFC 9110 13.1.2). */
export function isNoneMatch(headers: Headers, tag: string): boolean {
  const listed = headers.get('if-none-match');
  if (listed === null) return false;
  return listed.trim() === '*' || listed.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}
