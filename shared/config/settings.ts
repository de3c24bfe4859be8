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
  readonly cache: CacheSettings;
  readonly events: EventSettings;
  readonly logFormat: 'plain' | 'json';
  /** 0: any number. */
  readonly sessionStartsPerMinute: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
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

/** Who the app is to other services of Azure; without a client id it is the system-assigned identity. */
export interface IdentitySetting {
  readonly kind: 'identity';
  readonly clientId?: string;
}

export type CacheSettings =
  | { readonly kind: 'memory' }
  | {
      readonly kind: 'redis';
      /** Of database 0; may hold a password. */
      readonly url: string;
      readonly auth: { readonly kind: 'none' } | { readonly kind: 'entra'; readonly clientId?: string };
      readonly commandTimeoutMs: number;
    };

export type EventSettings =
  /** Events stay in the outbox. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'eventGrid';
      readonly endpoint: string;
      readonly credential: { readonly kind: 'key'; readonly key: string } | IdentitySetting;
      readonly serviceBus: ServiceBusSettings;
    };

export type ServiceBusSettings =
  | { readonly kind: 'connectionString'; readonly value: string }
  | (IdentitySetting & { readonly fullyQualifiedNamespace: string });
