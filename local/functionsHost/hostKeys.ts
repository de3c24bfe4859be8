import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { messageOf, StartupError } from './errors.ts';

/** The keys of a function app, by name. Without a master key nothing of the `/admin` routes can be used. */
export interface HostKeys {
  readonly masterKey?: string;
  /** Open every route of level `function`. */
  readonly functionKeys?: Readonly<Record<string, string>>;
  /** For extensions; they open no function. */
  readonly systemKeys?: Readonly<Record<string, string>>;
  /** Keys of single functions, by function name in lower case. */
  readonly functions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface KeyRing {
  /**
   * What a presented key stands for when `functionName` is called. The master key opens everything; apart from that a
   * route's level must be met exactly, so a system key does not open a function.
   */
  levelOf(presented: string | undefined, functionName: string): 'admin' | 'function' | 'system' | undefined;
}

/** The key a request shows: the header goes before the query's `code`. */
export function presentedKey(request: IncomingMessage, target: { query: string }): string | undefined {
  const header = request.headers['x-functions-key'];
  return typeof header === 'string' ? header : (new URLSearchParams(target.query).get('code') ?? undefined);
}

const KEY_BYTES = 32;
const OWNER_ONLY = 0o600;
const digest = (key: string): Buffer => createHash('sha256').update(key).digest();

export function createKeyRing(keys: HostKeys): KeyRing {
  const entries = [
    ...(keys.masterKey === undefined ? [] : [{ level: 'admin' as const, only: undefined, key: keys.masterKey }]),
    ...Object.values(keys.functionKeys ?? {}).map((key) => ({ level: 'function' as const, only: undefined, key })),
    ...Object.values(keys.systemKeys ?? {}).map((key) => ({ level: 'system' as const, only: undefined, key })),
    ...Object.entries(keys.functions ?? {}).flatMap(([name, own]) =>
      Object.values(own).map((key) => ({ level: 'function' as const, only: name.toLowerCase(), key })),
    ),
  ].map(({ level, only, key }) => ({ level, only, digest: digest(key) }));
  return {
    levelOf(presented, functionName) {
      if (presented === undefined || presented === '') return undefined;
      const given = digest(presented);
      const name = functionName.toLowerCase();
      return entries.find((entry) => timingSafeEqual(entry.digest, given) && (entry.only ?? name) === name)?.level;
    },
  };
}

/** The keys kept in `file`; made up and written there, for its owner only, when there is no such file. */
export function readOrCreateHostKeys(file: string): HostKeys {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as HostKeys;
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) {
      throw new StartupError([`The host keys in ${file} cannot be read: ${messageOf(thrown)}`], thrown);
    }
  }
  const newKey = (): string => randomBytes(KEY_BYTES).toString('base64url');
  const keys: HostKeys = { masterKey: newKey(), functionKeys: { default: newKey() } };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(keys, undefined, 2)}\n`, { mode: OWNER_ONLY, flag: 'wx' });
  return keys;
}
