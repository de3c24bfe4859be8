/** `Catalog.Admin` manages its own tenant's catalogues, `Operations.Admin` runs the service. */
export const ADMINISTRATOR_ROLES = ['Catalog.Admin', 'Operations.Admin'] as const;
export type AdministratorRole = (typeof ADMINISTRATOR_ROLES)[number];

export interface AdministratorIdentity {
  roles: readonly AdministratorRole[];
  /** Whose catalogues `Catalog.Admin` may manage: any tenant's, or the one tenant that the credential names, if it does. */
  reach: { kind: 'anyTenant' } | { kind: 'ownTenant'; tenantId?: string };
}

/** Promise every adapter keeps: an identity is returned only for a credential that is valid now. */
export interface AdministratorAccess {
  /** undefined: not an administrator's credential. Throws AppError `identity_provider_unavailable`. */
  verify(credential: string): Promise<AdministratorIdentity | undefined>;
}
