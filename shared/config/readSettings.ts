import type { Fault } from '../domain/errors.ts';
import { findAzureVariable } from './azureEnvironment.ts';
import { readCacheSettings } from './readCacheSettings.ts';
import { readClientId } from './readClientId.ts';
import { readEventSettings } from './readEventSettings.ts';
import { createSettingReader, type Environment, type SettingReader } from './settingReader.ts';
import type { AuthSettings, SessionTokenKeys, Settings } from './settings.ts';
import { parseSessionTokenKeys } from './sessionTokenKeys.ts';
import { parseTenants } from './tenants.ts';

export type SettingsResult =
  | { outcome: 'settings'; settings: Settings }
  /** All of them at once; `path` is the name of the setting. */
  | { outcome: 'faults'; faults: Fault[] };

const BYTES_PER_MB = 1024 * 1024;
const MS_PER_SECOND = 1_000;
const MIN_ADMIN_KEY_LENGTH = 16;

/** Reads every setting from the environment given; touches nothing else. An empty value is no value. */
export function readSettings(environment: Environment): SettingsResult {
  const reader = createSettingReader(environment);
  const auth = readAuth(reader, environment);
  const identity = readClientId(reader, 'MANAGED_IDENTITY_CLIENT_ID');
  const settings: Settings = {
    dataDir: reader.text('DATA_DIR'),
    documents: Object.freeze({ kind: reader.choice('DOCUMENT_STORE', ['sqlite', 'memory']) }),
    objects: Object.freeze({ kind: reader.choice('OBJECT_STORE', ['file', 'memory']) }),
    sessionDays: reader.integer('SESSION_DAYS', 1, 3_650),
    sessionTokenKeys: readSessionTokenKeys(reader, auth.mode),
    tenants: reader.parsed('TENANTS', parseTenants) ?? Object.freeze([]),
    auth,
    activationPollMs: reader.integer('ACTIVATION_POLL_MS', 100, 600_000),
    catalogCacheBytes: reader.integer('CATALOG_CACHE_MB', 1, 65_536) * BYTES_PER_MB,
    cache: readCacheSettings(reader, identity),
    events: readEventSettings(reader, environment, identity),
    sessionStartsPerMinute: reader.integer('SESSION_STARTS_PER_MINUTE', 0, 100_000),
    logLevel: reader.choice('LOG_LEVEL', ['debug', 'info', 'warn', 'error']),
    logFormat: reader.choiceOr('LOG_FORMAT', ['plain', 'json'], auth.mode === 'local' ? 'plain' : 'json'),
    metricsLogMs: reader.integer('METRICS_LOG_SECONDS', 0, 86_400) * MS_PER_SECOND,
    admission: Object.freeze({
      maxDelayMs: reader.integer('ADMISSION_MAX_DELAY_MS', 1, 60_000),
      maxInFlight: reader.integer('ADMISSION_MAX_IN_FLIGHT', 1, 1_000_000),
    }),
    rateLimit: Object.freeze({
      perSecond: reader.integer('RATE_LIMIT_PER_SECOND', 0, 1_000_000),
      burst: reader.integer('RATE_LIMIT_BURST', 1, 1_000_000),
    }),
    clientAddressHeader: readHeaderName(reader),
  };
  if (reader.faults.length > 0) return { outcome: 'faults', faults: reader.faults };
  return { outcome: 'settings', settings: Object.freeze(settings) };
}

function readHeaderName(reader: SettingReader): string {
  const name = reader.text('CLIENT_ADDRESS_HEADER').toLowerCase();
  if (!/^[a-z0-9-]+$/.test(name)) reader.fault('CLIENT_ADDRESS_HEADER', 'must be the name of a header');
  return name;
}

function readSessionTokenKeys(reader: SettingReader, mode: AuthSettings['mode']): SessionTokenKeys {
  const keys = reader.parsed('SESSION_TOKEN_KEYS', parseSessionTokenKeys);
  if (keys !== undefined) return Object.freeze({ kind: 'given', keys });
  if (mode === 'entra' && !reader.has('SESSION_TOKEN_KEYS')) {
    reader.fault('SESSION_TOKEN_KEYS', 'is required with AUTH_MODE=entra: instances must share the keys');
  }
  return Object.freeze({ kind: 'generated' });
}

function readAuth(reader: SettingReader, environment: Environment): AuthSettings {
  const mode = reader.choice('AUTH_MODE', ['local', 'entra']);
  if (mode === 'entra') return readEntra(reader);
  const inAzure = findAzureVariable(environment);
  if (inAzure !== undefined) {
    reader.fault('AUTH_MODE', `must be "entra" inside Azure (${inAzure} is set): a local key is no protection there`);
  }
  const key = reader.optional('ADMIN_KEY');
  if (key === undefined) return Object.freeze({ mode, adminKey: Object.freeze({ kind: 'generated' }) });
  if (key.length < MIN_ADMIN_KEY_LENGTH || !/^[\x21-\x7e]+$/.test(key)) {
    reader.fault('ADMIN_KEY', `must have at least ${MIN_ADMIN_KEY_LENGTH} characters, all visible ASCII`);
  }
  return Object.freeze({ mode, adminKey: Object.freeze({ kind: 'given', key }) });
}

function readEntra(reader: SettingReader): AuthSettings {
  const directory = reader.required('ENTRA_TENANT_ID', 'with AUTH_MODE=entra');
  if (directory !== '' && !/^[A-Za-z0-9.-]+$/.test(directory)) {
    reader.fault('ENTRA_TENANT_ID', 'must be a directory id (GUID) or domain name');
  }
  const authority = `https://login.microsoftonline.com/${directory}`;
  return Object.freeze({
    mode: 'entra',
    audience: reader.required('ENTRA_AUDIENCE', 'with AUTH_MODE=entra'),
    issuer: reader.optional('ENTRA_ISSUER') ?? `${authority}/v2.0`,
    jwksUri: reader.secureUrl('ENTRA_JWKS_URI') ?? `${authority}/discovery/v2.0/keys`,
    tenantClaim: reader.text('ENTRA_TENANT_CLAIM'),
  });
}
