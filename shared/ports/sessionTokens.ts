/** What a session token allows: `r` reads the session, `rw` also changes it. */
export type SessionScope = 'r' | 'rw';

export interface SessionGrant {
  tenantId: string;
  sessionId: string;
  scope: SessionScope;
}

/**
 * Promises every adapter keeps: a token that verifies was issued here, for exactly the grant returned, and has not
 * expired; the same grant and expiry may give the same token again.
 */
export interface SessionTokens {
  issue(grant: SessionGrant, expiresAtMs: number): Promise<string>;
  /** undefined: forged, expired, of an unknown key, or no such token at all. Answers at once when it knows the token. */
  verify(token: string): SessionGrant | undefined | Promise<SessionGrant | undefined>;
}
