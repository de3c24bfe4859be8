import { randomBytes } from 'node:crypto';

/** W3C Trace Context, version 00; an id of zeros only is invalid. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

export const isTraceparent = (text: string): boolean => TRACEPARENT.test(text);

/** The trace context received, or a new one when none (or none that is valid) came: every event has one. */
export function toTraceparent(received: string | undefined): string {
  if (received !== undefined && isTraceparent(received)) return received;
  const ids = randomBytes(24).toString('hex');
  return `00-${ids.slice(0, 32)}-${ids.slice(32)}-01`;
}
