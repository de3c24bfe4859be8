import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, StartupError } from './errors.ts';

/** The settings of `host.json` that this host knows; the others are left to Azure. */
export interface HostConfig {
  /** Without slashes at its ends; may be empty. */
  readonly routePrefix: string;
}

const DEFAULT_ROUTE_PREFIX = 'api';

function member(value: unknown, ...names: string[]): unknown {
  let found = value;
  for (const name of names) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

/** @throws {StartupError} when the folder holds no `host.json`, or one that the platform would refuse. */
export function readHostConfig(appDirectory: string): HostConfig {
  const file = join(appDirectory, 'host.json');
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (thrown) {
    throw new StartupError([`${file} cannot be read: ${messageOf(thrown)}`], thrown);
  }
  if (member(parsed, 'version') !== '2.0') throw new StartupError([`${file} must say "version": "2.0".`]);
  const prefix = member(parsed, 'extensions', 'http', 'routePrefix') ?? DEFAULT_ROUTE_PREFIX;
  if (typeof prefix !== 'string') throw new StartupError([`${file}: extensions.http.routePrefix must be a string.`]);
  return { routePrefix: prefix.replace(/^\/+|\/+$/g, '') };
}
