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
  readonly serviceBus: ServiceBusConfig;
}

/** `extensions.serviceBus`. A prefetch count is not used: it would change speed only. */
export interface ServiceBusConfig {
  /** Invocations of one function at a time, where each takes one message. */
  readonly maxConcurrentCalls: number;
  /** Messages of one invocation that takes many. */
  readonly maxMessageBatchSize: number;
  /** How long the lock of a message is kept up while its invocation runs. */
  readonly maxAutoLockRenewalMs: number;
  readonly autoComplete: boolean;
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

function readServiceBusConfig(section: unknown, file: string): ServiceBusConfig {
  const faults: string[] = [];
  const read = <T>(name: string, fallback: T, convert: (value: unknown) => T | undefined, what: string): T => {
    const value = member(section, name);
    const converted = value === undefined ? fallback : convert(value);
    if (converted === undefined) faults.push(`${file}: extensions.serviceBus.${name} must be ${what}.`);
    return converted ?? fallback;
  };
  const toCount = (value: unknown): number | undefined =>
    typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined;
  const toBoolean = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);
  const config = {
    maxConcurrentCalls: read('maxConcurrentCalls', 16, toCount, 'a whole number above 0'),
    maxMessageBatchSize: read('maxMessageBatchSize', 1_000, toCount, 'a whole number above 0'),
    maxAutoLockRenewalMs: read('maxAutoLockRenewalDuration', 300_000, toMilliseconds, 'a time span "hh:mm:ss"'),
    autoComplete: read('autoCompleteMessages', true, toBoolean, 'true or false'),
  };
  if (faults.length > 0) throw new StartupError(faults);
  return config;
}

function toMilliseconds(value: unknown): number | undefined {
  const parts = typeof value === 'string' ? /^(\d\d):([0-5]\d):([0-5]\d)$/.exec(value) : null;
  if (!parts) return undefined;
  const [hours, minutes, seconds] = parts.slice(1).map(Number);
  return ((hours! * 60 + minutes!) * 60 + seconds!) * 1_000;
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
    serviceBus: readServiceBusConfig(member(parsed, 'extensions', 'serviceBus'), file),
  };
}
