import { readSettings } from '../../../shared/config/readSettings.ts';
import type { Environment } from '../../../shared/config/settingReader.ts';
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

const clientId = '01234567-89ab-cdef-0123-456789abcdef';
const otherClientId = '11111111-2222-3333-4444-555555555555';
const connectionString = 'Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=n;SharedAccessKey=s3cret;';

describe('settings of the cache', () => {
  it.each([
    [{ CACHE: 'memory', REDIS_URL: 'redis://127.0.0.1' }, { kind: 'memory' }],
    [
      { CACHE: 'redis', REDIS_URL: 'redis://:pass@127.0.0.1:6379/0' },
      { kind: 'redis', url: 'redis://:pass@127.0.0.1:6379/0', auth: { kind: 'none' }, commandTimeoutMs: 150 },
    ],
    [
      { CACHE: 'redis', REDIS_URL: 'rediss://c.example:10000', REDIS_AUTH: 'entra', REDIS_COMMAND_TIMEOUT_MS: '90' },
      { kind: 'redis', url: 'rediss://c.example:10000', auth: { kind: 'entra' }, commandTimeoutMs: 90 },
    ],
    [
      {
        CACHE: 'redis',
        REDIS_URL: 'rediss://c.example',
        REDIS_AUTH: 'entra',
        MANAGED_IDENTITY_CLIENT_ID: clientId,
      },
      { kind: 'redis', url: 'rediss://c.example', auth: { kind: 'entra', clientId }, commandTimeoutMs: 150 },
    ],
  ])('%j are %j', (environment, cache) => {
    expect(settingsOf(environment).cache).toEqual(cache);
  });

  const redis = { CACHE: 'redis', REDIS_URL: 'redis://127.0.0.1' };
  it.each([
    [{ CACHE: 'disk' }, ['CACHE']],
    [{ CACHE: 'redis' }, ['REDIS_URL']],
    [{ CACHE: 'redis', REDIS_AUTH: 'entra' }, ['REDIS_URL']],
    [{ ...redis, REDIS_URL: 'http://user:s3cret@127.0.0.1' }, ['REDIS_URL']],
    [{ ...redis, REDIS_URL: 'redis://' }, ['REDIS_URL']],
    [{ ...redis, REDIS_URL: 'redis://:s3cret@127.0.0.1:port' }, ['REDIS_URL']],
    [{ ...redis, REDIS_URL: 'redis://:s3cret@127.0.0.1/1' }, ['REDIS_URL']],
    [{ ...redis, REDIS_AUTH: 'token' }, ['REDIS_AUTH']],
    [{ ...redis, REDIS_AUTH: 'entra' }, ['REDIS_URL']],
    [{ ...redis, REDIS_AUTH: 'entra', REDIS_URL: 'rediss://user:s3cret@c.example' }, ['REDIS_URL']],
    [{ ...redis, REDIS_COMMAND_TIMEOUT_MS: '9' }, ['REDIS_COMMAND_TIMEOUT_MS']],
    [{ ...redis, REDIS_COMMAND_TIMEOUT_MS: '5001' }, ['REDIS_COMMAND_TIMEOUT_MS']],
    [
      { CACHE: 'redis', REDIS_URL: 'rediss://c.example', REDIS_AUTH: 'entra', MANAGED_IDENTITY_CLIENT_ID: 'me' },
      ['MANAGED_IDENTITY_CLIENT_ID'],
    ],
  ])('%j have faults in %j, and tell no secret', (environment, names) => {
    const faults = faultsOf(environment);
    expect(faults.map(([name]) => name)).toEqual(names);
    expect(JSON.stringify(faults)).not.toContain('s3cret');
  });
});

describe('settings of events', () => {
  const endpoint = 'https://topic.example/api/events';

  it('on a local machine are a key and a connection string', () => {
    const environment = {
      EVENT_GRID_TOPIC_ENDPOINT: 'http://127.0.0.1:9/api/events',
      EVENT_GRID_TOPIC_KEY: 'k',
      ServiceBusConnection: connectionString,
    };
    expect(settingsOf(environment).events).toEqual({
      kind: 'eventGrid',
      endpoint: 'http://127.0.0.1:9/api/events',
      credential: { kind: 'key', key: 'k' },
      serviceBus: { kind: 'connectionString', value: connectionString },
    });
  });

  it('inside Azure are identities, one for Service Bus where it has its own', () => {
    const environment = {
      EVENT_GRID_TOPIC_ENDPOINT: endpoint,
      ServiceBusConnection__fullyQualifiedNamespace: 'bus.example',
    };
    const serviceBus = { kind: 'identity', fullyQualifiedNamespace: 'bus.example' };
    expect(settingsOf(environment).events).toEqual({
      kind: 'eventGrid',
      endpoint,
      credential: { kind: 'identity' },
      serviceBus,
    });
    const named = { ...environment, MANAGED_IDENTITY_CLIENT_ID: clientId };
    expect(settingsOf(named).events).toMatchObject({
      credential: { kind: 'identity', clientId },
      serviceBus: { ...serviceBus, clientId },
    });
    expect(settingsOf({ ...named, ServiceBusConnection__clientId: otherClientId }).events).toMatchObject({
      credential: { kind: 'identity', clientId },
      serviceBus: { ...serviceBus, clientId: otherClientId },
    });
  });

  const namespace = { ServiceBusConnection__fullyQualifiedNamespace: 'bus.example' };
  it.each([
    [{ EVENT_GRID_TOPIC_ENDPOINT: endpoint }, ['ServiceBusConnection__fullyQualifiedNamespace']],
    [{ ServiceBusConnection: connectionString }, ['EVENT_GRID_TOPIC_ENDPOINT']],
    [namespace, ['EVENT_GRID_TOPIC_ENDPOINT']],
    [{ ...namespace, EVENT_GRID_TOPIC_ENDPOINT: 'http://topic.example' }, ['EVENT_GRID_TOPIC_ENDPOINT']],
    [{ EVENT_GRID_TOPIC_ENDPOINT: endpoint, ServiceBusConnection: 's3cret' }, ['ServiceBusConnection']],
    [
      { EVENT_GRID_TOPIC_ENDPOINT: endpoint, ServiceBusConnection: connectionString, ...namespace },
      ['ServiceBusConnection'],
    ],
    [
      { EVENT_GRID_TOPIC_ENDPOINT: endpoint, ServiceBusConnection__fullyQualifiedNamespace: 'sb://bus' },
      ['ServiceBusConnection__fullyQualifiedNamespace'],
    ],
    [
      { EVENT_GRID_TOPIC_ENDPOINT: endpoint, ...namespace, ServiceBusConnection__clientId: 'me' },
      ['ServiceBusConnection__clientId'],
    ],
  ])('%j have faults in %j, and tell no secret', (environment, names) => {
    const faults = faultsOf(environment);
    expect(faults.map(([name]) => name)).toEqual(names);
    expect(JSON.stringify(faults)).not.toContain('s3cret');
  });

  it('that hold a key are refused inside Azure', () => {
    const faults = faultsOf({
      WEBSITE_INSTANCE_ID: 'instance',
      AUTH_MODE: 'entra',
      ENTRA_TENANT_ID: 'directory-1',
      ENTRA_AUDIENCE: 'a',
      SESSION_TOKEN_KEYS: `k:${Buffer.alloc(32, 1).toString('base64url')}`,
      EVENT_GRID_TOPIC_ENDPOINT: endpoint,
      EVENT_GRID_TOPIC_KEY: 's3cret',
      ServiceBusConnection: connectionString,
    });
    expect(faults).toEqual([
      ['EVENT_GRID_TOPIC_KEY', expect.stringContaining('WEBSITE_INSTANCE_ID')],
      ['ServiceBusConnection', expect.stringContaining('WEBSITE_INSTANCE_ID')],
    ]);
    expect(JSON.stringify(faults)).not.toContain('s3cret');
  });
});
