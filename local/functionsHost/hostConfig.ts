import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, StartupError } from './errors.ts';
import type { RequestLimits } from './http/requestQueue.ts';

/** The settings of `host.json` that this host knows; the others are left to Azure. */
export interface HostConfig {
  /** Without slashes at its ends; may be empty. */
  readonly routePrefix: string;
  /** `extensions.http.maxOutstandingRequests` and `maxConcurrentRequests`. */
  readonly requestLimits: RequestLimits;
}

const DEFAULT_ROUTE_PREFIX = 'api';
const UNLIMITED = -1;

function member(value: unknown, ...names: string[]): unknown {
  let found = value;
  for (const name of names) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

function readLimit(parsed: unknown, name: keyof RequestLimits, file: string): number {
  const limit = member(parsed, 'extensions', 'http', name) ?? UNLIMITED;
  if (limit === UNLIMITED) return Infinity;
  if (typeof limit === 'number' && Number.isInteger(limit) && limit > 0) return limit;
  throw new StartupError([`${file}: extensions.http.${name} must be a whole number from 1, or -1 for no limit.`]);
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
  return {
    routePrefix: prefix.replace(/^\/+|\/+$/g, ''),
    requestLimits: {
      maxOutstandingRequests: readLimit(parsed, 'maxOutstandingRequests', file),
      maxConcurrentRequests: readLimit(parsed, 'maxConcurrentRequests', file),
    },
  };
}
