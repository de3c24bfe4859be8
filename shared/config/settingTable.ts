/** One environment variable the application reads. */
export interface SettingEntry {
  /** What holds when it is not set; absent: nothing does, see `meaning`. */
  default?: string;
  meaning: string;
}

/** Every setting there is. docs/settings.md shows this table, and a test holds the two together. */
export const settingTable = {
  DATA_DIR: {
    default: 'data',
    meaning: 'Folder of the embedded stores and of generated keys.',
  },
  DOCUMENT_STORE: {
    default: 'sqlite',
    meaning: 'Where documents live: `sqlite` (a file in `DATA_DIR`) or `memory` (gone with the process).',
  },
  OBJECT_STORE: {
    default: 'file',
    meaning: 'Where catalogue snapshots live: `file` (in `DATA_DIR`) or `memory` (gone with the process).',
  },
  SESSION_DAYS: {
    default: '90',
    meaning: 'Days from the start of a session to its expiry; 1 to 3650.',
  },
  SESSION_TOKEN_KEYS: {
    meaning:
      'Keys of session tokens, `kid:secret,kid:secret`, each secret at least 32 bytes in base64url; the first signs, all verify. ' +
      'Without it one is generated into `DATA_DIR` (with `AUTH_MODE=entra` it is required).',
  },
  TENANTS: {
    meaning:
      'JSON array of `{"id", "key", "origins"}`: the publishable `X-Shortlist-Key` of each tenant and the origins whose pages may call ' +
      '(`"*"`: any). Without it everything is tenant `default`.',
  },
  AUTH_MODE: {
    default: 'local',
    meaning: 'How administrators are recognised: `local` (by `ADMIN_KEY`; refused inside Azure) or `entra`.',
  },
  ADMIN_KEY: {
    meaning:
      'Administrator key with `AUTH_MODE=local`, at least 16 characters. Without it one is generated into `DATA_DIR` and printed.',
  },
  ENTRA_TENANT_ID: {
    meaning: 'Directory (tenant) id whose access tokens administrators bring; required with `AUTH_MODE=entra`.',
  },
  ENTRA_AUDIENCE: {
    meaning: 'Audience of these tokens: the application id (URI) of the API; required with `AUTH_MODE=entra`.',
  },
  ENTRA_ISSUER: {
    default: 'https://login.microsoftonline.com/<ENTRA_TENANT_ID>/v2.0',
    meaning: 'Issuer of these tokens.',
  },
  ENTRA_JWKS_URI: {
    default: 'https://login.microsoftonline.com/<ENTRA_TENANT_ID>/discovery/v2.0/keys',
    meaning: 'Where the signing keys of these tokens are published; `https`, or `http` on the machine itself.',
  },
  ENTRA_TENANT_CLAIM: {
    default: 'shortlist_tenant',
    meaning:
      'Claim that names the tenant whose catalogues a `Catalog.Admin` manages, one of `TENANTS`. Not needed without `TENANTS`.',
  },
  ACTIVATION_POLL_MS: {
    default: '5000',
    meaning: 'How often an instance looks for versions activated by others, in milliseconds; 100 to 600000.',
  },
  CATALOG_CACHE_MB: {
    default: '512',
    meaning: 'Memory for compiled catalogues, in MB; the least recently used leave first. 1 to 65536.',
  },
  CACHE: {
    default: 'memory',
    meaning: 'Where computed values are kept: `memory` (of each instance) or `redis` (shared by all).',
  },
  REDIS_URL: {
    meaning: '`redis://` or `rediss://`, database 0; required with `CACHE=redis`. Never shown in a fault or a log.',
  },
  REDIS_AUTH: {
    default: 'none',
    meaning:
      'Who the app is to Redis: `none` (whom `REDIS_URL` names, if anybody) or `entra` (its identity; needs `rediss://`).',
  },
  REDIS_COMMAND_TIMEOUT_MS: {
    default: '150',
    meaning: 'How long a call waits for Redis before it goes on without, in milliseconds; 10 to 5000.',
  },
  MANAGED_IDENTITY_CLIENT_ID: {
    meaning: 'Client id of the user-assigned identity of the app; without it the system-assigned one is used.',
  },
  EVENT_GRID_TOPIC_ENDPOINT: {
    meaning:
      'Topic that events are published to; `https`, or `http` on the machine itself. Needs Service Bus. Without it events stay in the outbox.',
  },
  EVENT_GRID_TOPIC_KEY: {
    meaning: 'Key of the topic on a local machine (refused inside Azure). Without it the identity is used.',
  },
  ServiceBusConnection: {
    meaning: 'Connection string of the queues on a local machine (refused inside Azure).',
  },
  ServiceBusConnection__fullyQualifiedNamespace: {
    meaning: 'Host name of the Service Bus namespace, where the identity is used.',
  },
  ServiceBusConnection__clientId: {
    default: '`MANAGED_IDENTITY_CLIENT_ID`',
    meaning: 'Client id of the user-assigned identity for Service Bus.',
  },
  SESSION_STARTS_PER_MINUTE: {
    default: '120',
    meaning:
      'Sessions that one client address may start a minute, over all instances that share a cache; 0 to 100000, 0 any number.',
  },
  LOG_LEVEL: {
    default: 'debug',
    meaning:
      'The least that is logged: `debug` (a line for each change of a session, event and message), `info`, `warn` or `error`. ' +
      '`npm start -- --quiet` makes it `info`.',
  },
  LOG_FORMAT: {
    default: '`plain` with `AUTH_MODE=local`, else `json`',
    meaning: 'Lines for a person (`plain`) or for a machine (`json`).',
  },
  METRICS_LOG_SECONDS: {
    default: '60',
    meaning:
      'How often all metrics are logged in one line, in seconds; 0 to 86400, 0 never. A line without news is left out.',
  },
  ADMISSION_MAX_DELAY_MS: {
    default: '80',
    meaning:
      'A request that would wait longer than this for its turn, or three times this in a burst, is refused with 503 `overloaded`; ' +
      '1 to 60000.',
  },
  ADMISSION_MAX_IN_FLIGHT: {
    default: '500',
    meaning: 'So is one that comes while this many wait or are in work; 1 to 1000000.',
  },
  RATE_LIMIT_PER_SECOND: {
    default: '100',
    meaning:
      'Requests of one caller (a session, else the address of a client within its tenant) that are answered each second in the ' +
      'long run, by each instance; beyond it 429 `rate_limited`. 0 to 1000000, 0 for no limit.',
  },
  RATE_LIMIT_BURST: {
    default: '300',
    meaning: 'Requests that a caller who was silent may make at once; 1 to 1000000.',
  },
  CLIENT_ADDRESS_HEADER: {
    default: 'x-forwarded-for',
    meaning:
      'Header in which the nearest proxy names the client, last; behind Azure Front Door `x-azure-clientip`. Who comes without ' +
      'it, as on the machine itself, is not limited.',
  },
} as const satisfies Record<string, SettingEntry>;

export type SettingName = keyof typeof settingTable;
