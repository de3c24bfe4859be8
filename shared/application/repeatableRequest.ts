import { hash } from 'node:crypto';
import type { RememberedRequest } from '../domain/session/session.ts';
import type { RepeatableCommand } from './useCases.ts';

/**
 * What identifies a request that may be repeated. Key and request are kept as digests: of fixed size, and without
 * telling anything of what they were made from. undefined when the caller gave no key.
 */
export function toRepeatableRequest(
  verb: string,
  command: RepeatableCommand,
  content: unknown,
): Pick<RememberedRequest, 'key' | 'digest'> | undefined {
  if (command.idempotencyKey === undefined) return undefined;
  return {
    key: digestOf(command.idempotencyKey),
    digest: digestOf(verb, command.bodyDigest ?? null, content),
  };
}

/** The session that a repeated start finds again. */
export function sessionIdOf(tenantId: string, idempotencyKey: string): string {
  return digestOf('session', tenantId, idempotencyKey);
}

/** 192 bits of SHA-256; JSON keeps the parts apart. */
function digestOf(...parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 32);
}
