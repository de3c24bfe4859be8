import type { ClientId } from './readClientId.ts';
import type { SettingReader } from './settingReader.ts';
import type { CacheSettings } from './settings.ts';

const MIN_TIMEOUT_MS = 10;
const MAX_TIMEOUT_MS = 5_000;

export function readCacheSettings(reader: SettingReader, identity: ClientId): CacheSettings {
  const kind = reader.choice('CACHE', ['memory', 'redis']);
  const authKind = reader.choice('REDIS_AUTH', ['none', 'entra']);
  const commandTimeoutMs = reader.integer('REDIS_COMMAND_TIMEOUT_MS', MIN_TIMEOUT_MS, MAX_TIMEOUT_MS);
  if (kind === 'memory') return Object.freeze({ kind });
  const url = reader.required('REDIS_URL', 'with CACHE=redis');
  if (url !== '') checkUrl(reader, url, authKind);
  const auth = Object.freeze(authKind === 'none' ? { kind: authKind } : { kind: authKind, ...identity });
  return Object.freeze({ kind, url, auth, commandTimeoutMs });
}

/** The faults never show the URL: it may hold a password. */
function checkUrl(reader: SettingReader, text: string, authKind: 'none' | 'entra'): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') {
    reader.fault('REDIS_URL', 'must be a redis:// or rediss:// URL');
    return;
  }
  if (!['', '/', '/0'].includes(url.pathname)) reader.fault('REDIS_URL', 'must name database 0 or none');
  if (authKind === 'none') return;
  if (url.protocol !== 'rediss:') reader.fault('REDIS_URL', 'must be a rediss:// URL with REDIS_AUTH=entra');
  if (url.username !== '' || url.password !== '') {
    reader.fault('REDIS_URL', 'must hold no user or password with REDIS_AUTH=entra');
  }
}
