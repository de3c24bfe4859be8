import { AppError } from '../../domain/errors.ts';

export const DEFAULT_TENANT = 'default';
/** In a tenant's `origins`: pages from anywhere. */
export const ANY_ORIGIN = '*';

export interface TenantEntry {
  id: string;
  /** Publishable: it names the tenant, it proves nothing. */
  key: string;
  /** Origins (`https://example.org`) whose pages may call, or `*`. */
  origins: readonly string[];
}

export interface Tenancy {
  /** The tenant a key names; without configured tenants always `default`. Throws AppError `unknown_tenant_key`. */
  resolveTenant(tenantKey: string | undefined): string;
  allowsOrigin(tenantId: string, origin: string): boolean;
  /** For a preflight request, which carries no key: whether any tenant allows the origin. */
  isKnownOrigin(origin: string): boolean;
  isTenant(tenantId: string): boolean;
  /** The only tenant there is, when none is configured. */
  readonly onlyTenant: string | undefined;
}

export function createTenancy(tenants: readonly TenantEntry[]): Tenancy {
  if (tenants.length === 0) {
    return {
      onlyTenant: DEFAULT_TENANT,
      isTenant: (tenantId) => tenantId === DEFAULT_TENANT,
      resolveTenant: () => DEFAULT_TENANT,
      allowsOrigin: () => true,
      isKnownOrigin: () => true,
    };
  }
  const byKey = new Map(tenants.map(({ key, id }) => [key, id]));
  const originsOf = new Map(tenants.map(({ id, origins }) => [id, new Set(origins)]));
  const allowsOrigin = (tenantId: string, origin: string): boolean => {
    const origins = originsOf.get(tenantId);
    return origins !== undefined && (origins.has(origin) || origins.has(ANY_ORIGIN));
  };
  return {
    onlyTenant: undefined,
    isTenant: (tenantId) => originsOf.has(tenantId),
    allowsOrigin,
    isKnownOrigin: (origin) => tenants.some(({ id }) => allowsOrigin(id, origin)),
    resolveTenant: (tenantKey) => {
      const tenantId = tenantKey === undefined ? undefined : byKey.get(tenantKey);
      if (tenantId === undefined) throw new AppError('unknown_tenant_key');
      return tenantId;
    },
  };
}
