import { AppError } from '../../domain/errors.ts';
import type { AdministratorAccess, AdministratorIdentity, AdministratorRole } from '../../ports/administratorAccess.ts';
import type { SessionGrant, SessionScope, SessionTokens } from '../../ports/sessionTokens.ts';
import { DEFAULT_TENANT, type Tenancy } from './tenancy.ts';

export interface Access extends Pick<Tenancy, 'resolveTenant' | 'allowsOrigin' | 'isKnownOrigin'> {
  /**
   * The tenant and session a request may act on. Throws AppError `missing_token`, `invalid_token`, `insufficient_scope`,
   * and `session_not_found` when the token is another session's.
   */
  verifySession(request: SessionRequest): Promise<SessionGrant>;
  /** Throws AppError `not_administrator`, `insufficient_scope`, `unknown_tenant_key`, `identity_provider_unavailable`. */
  verifyAdministrator(request: AdministratorRequest): Promise<{ tenantId: string }>;
}

export interface SessionRequest {
  /** Header `Authorization` as received. */
  authorization: string | undefined;
  sessionId: string;
  scope: SessionScope;
}

export interface AdministratorRequest {
  /** Header `Authorization` as received. */
  authorization: string | undefined;
  /** Header `x-functions-key`; counts with local administration only. */
  functionsKey?: string | undefined;
  /** Header `X-Shortlist-Key`. */
  tenantKey: string | undefined;
  role: AdministratorRole;
}

export interface AccessOptions {
  tenancy: Tenancy;
  tokens: SessionTokens;
  administrators: AdministratorAccess;
  /** Whether `x-functions-key` may carry the administrator's credential. */
  acceptsFunctionsKey: boolean;
}

export function createAccess({ tenancy, tokens, administrators, acceptsFunctionsKey }: AccessOptions): Access {
  async function verifySession({ authorization, sessionId, scope }: SessionRequest): Promise<SessionGrant> {
    const token = toBearer(authorization);
    if (token === undefined) throw new AppError('missing_token');
    const grant = await tokens.verify(token);
    if (grant === undefined) throw new AppError('invalid_token');
    if (grant.sessionId !== sessionId) throw new AppError('session_not_found');
    if (scope === 'rw' && grant.scope === 'r') throw new AppError('insufficient_scope');
    return grant;
  }

  async function verifyAdministrator(request: AdministratorRequest): Promise<{ tenantId: string }> {
    const { authorization, functionsKey, tenantKey, role } = request;
    const credential = toBearer(authorization) ?? (acceptsFunctionsKey ? functionsKey : undefined);
    if (credential === undefined) throw new AppError('not_administrator');
    const identity = await administrators.verify(credential);
    if (identity === undefined) throw new AppError('not_administrator');
    if (!identity.roles.includes(role)) throw new AppError('insufficient_scope');
    return { tenantId: tenantOf(identity, role, tenantKey) };
  }

  /** Who may reach any tenant says which with `X-Shortlist-Key`; who has one tenant may name no other. */
  function tenantOf({ reach }: AdministratorIdentity, role: AdministratorRole, tenantKey: string | undefined): string {
    if (tenancy.onlyTenant !== undefined) return tenancy.onlyTenant;
    const named = tenantKey === undefined ? undefined : tenancy.resolveTenant(tenantKey);
    if (reach.kind === 'anyTenant' || role === 'Operations.Admin') return named ?? DEFAULT_TENANT;
    const { tenantId } = reach;
    if (tenantId === undefined || !tenancy.isTenant(tenantId) || (named ?? tenantId) !== tenantId) {
      throw new AppError('not_administrator', { detail: 'The credential is not for this tenant' });
    }
    return tenantId;
  }

  return {
    resolveTenant: (tenantKey) => tenancy.resolveTenant(tenantKey),
    allowsOrigin: (tenantId, origin) => tenancy.allowsOrigin(tenantId, origin),
    isKnownOrigin: (origin) => tenancy.isKnownOrigin(origin),
    verifySession,
    verifyAdministrator,
  };
}

/** The credential of an `Authorization: Bearer` header; the scheme's case does not matter (RFC 9110). */
function toBearer(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : /^Bearer +([^\s]+)$/i.exec(authorization)?.[1];
}
