import { errors, jwtVerify, SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../ports/clock.ts';
import type { SessionGrant, SessionTokens } from '../../ports/sessionTokens.ts';

/** A secret of at least 32 bytes and the id under which tokens name it. */
export interface SessionTokenKey {
  kid: string;
  secret: Uint8Array;
}

export interface SessionTokensOptions {
  /** The first signs, all verify: a new key goes in front, the old one stays until its tokens have expired. */
  keys: readonly [SessionTokenKey, ...SessionTokenKey[]];
  clock: Clock;
  /**
   * Tokens issued or verified here that are remembered until they expire, so that at most the first request of a session pays
   * for the signature.
   */
  remembered?: number;
}

const ALGORITHM = 'HS256';
/** Names what the token is for, so that nothing else signed with the same key passes for it. */
const TYPE = 'session+jwt';
const DEFAULT_REMEMBERED = 10_000;
/** Longer than any token issued here; a longer text is refused before anything is computed over it. */
const MAX_TOKEN_LENGTH = 4_096;

interface Remembered {
  grant: SessionGrant;
  expiresAtMs: number;
}

/** Session tokens as JWS (RFC 7515) with claims `tid` (tenant), `sid` (session), `scope` and `exp`. */
export function createSessionTokens(options: SessionTokensOptions): SessionTokens {
  const { keys, clock, remembered: max = DEFAULT_REMEMBERED } = options;
  const secrets = new Map(keys.map(({ kid, secret }) => [kid, secret]));
  const remembered = new LRUCache<string, Remembered>({ max });
  const [signing] = keys;

  async function issue({ tenantId, sessionId, scope }: SessionGrant, expiresAtMs: number): Promise<string> {
    const expires = Math.floor(expiresAtMs / 1000);
    const token = await new SignJWT({ tid: tenantId, sid: sessionId, scope, exp: expires })
      .setProtectedHeader({ alg: ALGORITHM, kid: signing.kid, typ: TYPE })
      .sign(signing.secret);
    const grant = Object.freeze({ tenantId, sessionId, scope });
    remembered.set(token, { grant, expiresAtMs: expires * 1000 });
    return token;
  }

  function verify(token: string): SessionGrant | undefined | Promise<SessionGrant | undefined> {
    if (token.length > MAX_TOKEN_LENGTH) return undefined;
    const known = remembered.get(token);
    if (known === undefined) return verifySignature(token);
    if (known.expiresAtMs > clock.nowMs()) return known.grant;
    remembered.delete(token);
    return undefined;
  }

  async function verifySignature(token: string): Promise<SessionGrant | undefined> {
    try {
      const { payload } = await jwtVerify(token, secretOf, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        requiredClaims: ['exp'],
        currentDate: new Date(clock.nowMs()),
      });
      const grant = toGrant(payload);
      if (grant !== undefined) remembered.set(token, { grant, expiresAtMs: payload.exp! * 1000 });
      return grant;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  function secretOf({ kid }: JWTHeaderParameters): Uint8Array {
    const secret = kid === undefined ? undefined : secrets.get(kid);
    if (secret === undefined) throw new errors.JWKSNoMatchingKey();
    return secret;
  }

  return { issue, verify };
}

function toGrant({ tid, sid, scope }: JWTPayload): SessionGrant | undefined {
  if (typeof tid !== 'string' || typeof sid !== 'string' || (scope !== 'r' && scope !== 'rw')) return undefined;
  return Object.freeze({ tenantId: tid, sessionId: sid, scope });
}
