import { randomBytes } from 'node:crypto';

/** W3C Trace Context, version 00: trace id, span id, flags. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;
const TRACE_ID_LENGTH = 32;
const SPAN_ID_LENGTH = 16;
const POOL_BYTES = 6_144;

// Random digits are drawn in bulk: one call to the generator for each request costs more than the rest of this file.
let pool = '';
let used = 0;

function randomHex(length: number): string {
  if (used + length > pool.length) {
    pool = randomBytes(POOL_BYTES).toString('hex');
    used = 0;
  }
  used += length;
  return pool.slice(used - length, used);
}

/** A new span: within the caller's trace when `incoming` is a valid header, else in a new trace. */
export function nextTraceparent(incoming: string | undefined): string {
  const parts = incoming === undefined ? null : TRACEPARENT.exec(incoming);
  return `00-${parts?.[1] ?? randomHex(TRACE_ID_LENGTH)}-${randomHex(SPAN_ID_LENGTH)}-${parts?.[2] ?? '00'}`;
}
