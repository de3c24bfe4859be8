import { readFileSync } from 'node:fs';
import { readSettings } from '../../../shared/config/readSettings.ts';
import type { Environment } from '../../../shared/config/settingReader.ts';
import { formatSessionTokenKey } from '../../../shared/config/sessionTokenKeys.ts';
import { settingTable, type SettingEntry } from '../../../shared/config/settingTable.ts';
import type { Settings } from '../../../shared/config/settings.ts';

function settingsOf(environment: Environment): Settings {
  const result = readSettings(environment);
  if (result.outcome === 'faults') throw new Error(JSON.stringify(result.faults));
  return result.settings;
}

function faultsOf(environment: Environment): [name: string, message: string][] {
  const result = readSettings(environment);
  return result.outcome === 'settings' ? [] : result.faults.map(({ path, message }) => [path, message]);
}

const secret = (fill: number, bytes = 32): string => Buffer.alloc(bytes, fill).toString('base64url');

describe('settings', () => {
  it('without an environment are those of an embedded server', () => {
    expect(settingsOf({})).toEqual({
      dataDir: 'data',
      documents: { kind: 'sqlite' },
      objects: { kind: 'file' },
      sessionDays: 90,
      sessionTokenKeys: { kind: 'generated' },
      tenants: [],
      auth: { mode: 'local', adminKey: { kind: 'generated' } },
      activationPollMs: 5_000,
      catalogCacheBytes: 512 * 1024 * 1024,
      cache: { kind: 'memory' },
      events: { kind: 'none' },
      logFormat: 'plain',
      logLevel: 'debug',
      sessionStartsPerMinute: 120,
      metricsLogMs: 60_000,
      admission: { maxDelayMs: 80, maxInFlight: 500 },
      rateLimit: { perSecond: 100, burst: 300 },
      clientAddressHeader: 'x-forwarded-for',
    });
  });

  it('take what the environment says', () => {
    const settings = settingsOf({
      DATA_DIR: '/somewhere',
      DOCUMENT_STORE: 'memory',
      OBJECT_STORE: 'memory',
      SESSION_DAYS: '7',
      SESSION_TOKEN_KEYS: ` new:${secret(1)} , old:${secret(2, 40)}`,
      TENANTS: '[{"id":"t1","key":"k1","origins":["https://one.example","*"]}]',
      ADMIN_KEY: 'a-key-of-its-owner',
      ACTIVATION_POLL_MS: '250',
      CATALOG_CACHE_MB: '64',
      LOG_FORMAT: 'json',
      METRICS_LOG_SECONDS: '0',
      ADMISSION_MAX_DELAY_MS: '80',
      ADMISSION_MAX_IN_FLIGHT: '20',
      RATE_LIMIT_PER_SECOND: '0',
      RATE_LIMIT_BURST: '5',
      CLIENT_ADDRESS_HEADER: 'X-Azure-ClientIP',
    });
    expect(settings).toMatchObject({
      dataDir: '/somewhere',
      documents: { kind: 'memory' },
      objects: { kind: 'memory' },
      sessionDays: 7,
      tenants: [{ id: 't1', key: 'k1', origins: ['https://one.example', '*'] }],
      auth: { mode: 'local', adminKey: { kind: 'given', key: 'a-key-of-its-owner' } },
      activationPollMs: 250,
      catalogCacheBytes: 64 * 1024 * 1024,
      logFormat: 'json',
      metricsLogMs: 0,
      admission: { maxDelayMs: 80, maxInFlight: 20 },
      rateLimit: { perSecond: 0, burst: 5 },
      clientAddressHeader: 'x-azure-clientip',
    });
    const keys = settings.sessionTokenKeys.kind === 'given' ? settings.sessionTokenKeys.keys : [];
    expect(keys.map(formatSessionTokenKey)).toEqual([`new:${secret(1)}`, `old:${secret(2, 40)}`]);
  });

  it('with AUTH_MODE=entra follow the directory', () => {
    const environment = {
      AUTH_MODE: 'entra',
      ENTRA_TENANT_ID: 'directory-1',
      ENTRA_AUDIENCE: 'api://shortlist',
      SESSION_TOKEN_KEYS: `k:${secret(1)}`,
      WEBSITE_INSTANCE_ID: 'instance',
    };
    expect(settingsOf(environment)).toMatchObject({
      logFormat: 'json',
      auth: {
        mode: 'entra',
        audience: 'api://shortlist',
        issuer: 'https://login.microsoftonline.com/directory-1/v2.0',
        jwksUri: 'https://login.microsoftonline.com/directory-1/discovery/v2.0/keys',
        tenantClaim: 'shortlist_tenant',
      },
    });
    const elsewhere = {
      ...environment,
      ENTRA_ISSUER: 'https://issuer.example',
      ENTRA_JWKS_URI: 'http://127.0.0.1:9/keys',
      ENTRA_TENANT_CLAIM: 'extn.tenant',
    };
    expect(settingsOf(elsewhere).auth).toMatchObject({
      issuer: 'https://issuer.example',
      jwksUri: 'http://127.0.0.1:9/keys',
      tenantClaim: 'extn.tenant',
    });
  });

  it('treat an empty value as not set', () => {
    const empty = Object.fromEntries(Object.keys(settingTable).map((name) => [name, ' ']));
    expect(settingsOf(empty)).toEqual(settingsOf({}));
  });

  it('are frozen through and through', () => {
    const given = {
      SESSION_TOKEN_KEYS: `k:${secret(1)}`,
      TENANTS: '[{"id":"t","key":"k","origins":[]}]',
      CACHE: 'redis',
      REDIS_URL: 'rediss://cache.example:10000',
      REDIS_AUTH: 'entra',
      EVENT_GRID_TOPIC_ENDPOINT: 'https://topic.example/api/events',
      ServiceBusConnection__fullyQualifiedNamespace: 'bus.example',
    };
    for (const settings of [settingsOf({}), settingsOf(given)]) {
      const loose: string[] = [];
      const look = (value: unknown, path: string): void => {
        if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
        if (!Object.isFrozen(value)) loose.push(path);
        for (const [key, part] of Object.entries(value)) look(part, `${path}/${key}`);
      };
      look(settings, '');
      expect(loose).toEqual([]);
    }
  });
});

describe('faults of settings', () => {
  it('are reported all at once, by name', () => {
    const names = faultsOf({
      DOCUMENT_STORE: 'oracle',
      OBJECT_STORE: 'floppy',
      SESSION_DAYS: '0',
      SESSION_TOKEN_KEYS: 'nonsense',
      TENANTS: '{}',
      ADMIN_KEY: 'short',
      ACTIVATION_POLL_MS: 'soon',
      CATALOG_CACHE_MB: '1.5',
      LOG_FORMAT: 'poem',
    }).map(([name]) => name);
    expect([...new Set(names)].sort()).toEqual(
      [
        'DOCUMENT_STORE',
        'OBJECT_STORE',
        'SESSION_DAYS',
        'SESSION_TOKEN_KEYS',
        'TENANTS',
        'ADMIN_KEY',
        'ACTIVATION_POLL_MS',
        'CATALOG_CACHE_MB',
        'LOG_FORMAT',
      ].sort(),
    );
  });

  it.each(['WEBSITE_INSTANCE_ID', 'WEBSITE_SITE_NAME', 'WEBSITE_SKU', 'LEGION_SERVICE_HOST', 'CONTAINER_APP_NAME'])(
    'local mode where %s says it is Azure is one',
    (name) => {
      const faults = faultsOf({ [name]: 'x', ADMIN_KEY: 'a-key-of-its-owner' });
      expect(faults).toEqual([['AUTH_MODE', expect.stringContaining(name)]]);
    },
  );

  it('missing settings of the directory are some, and so is a shared key that is not given', () => {
    const names = faultsOf({ AUTH_MODE: 'entra' }).map(([name]) => name);
    expect(names.sort()).toEqual(['ENTRA_AUDIENCE', 'ENTRA_TENANT_ID', 'SESSION_TOKEN_KEYS']);
  });

  it.each([
    ['ENTRA_TENANT_ID', 'a/b'],
    ['ENTRA_JWKS_URI', 'http://login.example/keys'],
    ['ENTRA_JWKS_URI', 'file:///keys'],
    ['ENTRA_JWKS_URI', 'keys'],
  ])('%s=%s is one', (name, value) => {
    const environment = {
      AUTH_MODE: 'entra',
      ENTRA_TENANT_ID: 'directory-1',
      ENTRA_AUDIENCE: 'a',
      SESSION_TOKEN_KEYS: `k:${secret(1)}`,
    };
    expect(faultsOf({ ...environment, [name]: value }).map(([path]) => path)).toEqual([name]);
  });

  it.each([
    ['k', 1],
    [':', 2],
    [`k:${secret(1, 31)}`, 1],
    [`k:${secret(1)}=`, 1],
    [`k k:${secret(1)}`, 1],
    [`k:${secret(1)}:more`, 1],
    [`k:${secret(1)},k:${secret(2)}`, 1],
    [`k:${secret(1)},`, 2],
  ])('SESSION_TOKEN_KEYS=%s has %i, and tells no secret', (text, count) => {
    const faults = faultsOf({ SESSION_TOKEN_KEYS: text });
    expect(faults.map(([name]) => name)).toEqual(Array.from({ length: count }, () => 'SESSION_TOKEN_KEYS'));
    expect(JSON.stringify(faults)).not.toContain(secret(1).slice(0, 20));
  });

  it.each([
    ['nonsense', 1],
    ['[null]', 3],
    ['[{"id":"","key":"","origins":"*"}]', 3],
    ['[{"id":"t","key":"k","origins":["https://one.example/"]}]', 1],
    ['[{"id":"t","key":"k","origins":["one.example"]}]', 1],
    ['[{"id":"t","key":"k","origins":[],"more":1}]', 1],
    ['[{"id":"t","key":"k","origins":[]},{"id":"t","key":"k","origins":[]}]', 2],
    ['[{"id":"a\\u0000b","key":"k k","origins":[]}]', 2],
  ])('TENANTS=%s has %i', (text, count) => {
    expect(faultsOf({ TENANTS: text }).map(([name]) => name)).toEqual(Array.from({ length: count }, () => 'TENANTS'));
  });
});

describe('local.settings.sample.json', () => {
  it('names every setting, and says of each what holds without it', () => {
    const sample = JSON.parse(readFileSync('local.settings.sample.json', 'utf8')) as { Values: Record<string, string> };
    const { FUNCTIONS_WORKER_RUNTIME, AzureWebJobsStorage, ...own } = sample.Values;
    expect([FUNCTIONS_WORKER_RUNTIME, AzureWebJobsStorage]).toEqual(['node', 'UseDevelopmentStorage=true']);
    expect(Object.keys(own).sort()).toEqual(Object.keys(settingTable).sort());
    expect(settingsOf(own)).toEqual(settingsOf({}));
  });
});

describe('docs/settings.md', () => {
  it('shows the settings there are, with their defaults and meanings', () => {
    const rows = readFileSync('docs/settings.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      );
    const expected = Object.entries<SettingEntry>(settingTable).map(([name, entry]) => {
      const shown = entry.default ?? '';
      return [`\`${name}\``, shown === '' || shown.includes('`') ? shown : `\`${shown}\``, entry.meaning];
    });
    expect(rows).toEqual(expected);
  });
});
