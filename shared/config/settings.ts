/** What the application was told to do: checked, complete and frozen. */
export interface Settings {
  readonly dataDir: string;
  readonly documents: { readonly kind: 'memory' | 'sqlite' };
  readonly objects: { readonly kind: 'memory' | 'file' };
  readonly sessionDays: number;
  readonly sessionTokenKeys: SessionTokenKeys;
  /** Empty: everything is tenant `default`. */
  readonly tenants: readonly TenantSetting[];
  readonly auth: AuthSettings;
  readonly activationPollMs: number;
  readonly catalogCacheBytes: number;
  readonly logFormat: 'plain' | 'json';
  /** How often a line of all metrics is logged; 0: never. */
  readonly metricsLogMs: number;
  readonly admission: { readonly maxDelayMs: number; readonly maxInFlight: number };
  /** Of each caller; `perSecond` 0: none. */
  readonly rateLimit: { readonly perSecond: number; readonly burst: number };
  /** In lower case. */
  readonly clientAddressHeader: string;
}

export type SessionTokenKeys =
  | { readonly kind: 'given'; readonly keys: readonly [SessionTokenKey, ...SessionTokenKey[]] }
  /** Made at the first start and kept in the data folder. */
  | { readonly kind: 'generated' };

export interface SessionTokenKey {
  readonly kid: string;
  readonly secret: Uint8Array;
}

export interface TenantSetting {
  readonly id: string;
  readonly key: string;
  readonly origins: readonly string[];
}

export type AuthSettings =
  | {
      readonly mode: 'local';
      readonly adminKey: { readonly kind: 'given'; readonly key: string } | { readonly kind: 'generated' };
    }
  | {
      readonly mode: 'entra';
      readonly issuer: string;
      readonly audience: string;
      readonly jwksUri: string;
      readonly tenantClaim: string;
    };
