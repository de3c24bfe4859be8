import type { Parsed } from './settingReader.ts';
import type { TenantSetting } from './settings.ts';

const MAX_ID_LENGTH = 200;

/** JSON array of `{id, key, origins}`; every fault is listed, with its place in the array. */
export function parseTenants(text: string): Parsed<readonly TenantSetting[]> {
  const entries = parseArray(text);
  if (entries === undefined) return { faults: ['must be a JSON array of {"id", "key", "origins"}'] };
  const faults: string[] = [];
  const ids = new Set<string>();
  const keys = new Set<string>();
  const tenants = entries.map((entry, index) => {
    const tenant = parseTenant(entry, `tenant ${index + 1}`, faults);
    if (ids.has(tenant.id)) faults.push(`tenant ${index + 1} has the id of another tenant`);
    if (keys.has(tenant.key)) faults.push(`tenant ${index + 1} has the key of another tenant`);
    ids.add(tenant.id);
    keys.add(tenant.key);
    return tenant;
  });
  return faults.length > 0 ? { faults } : { value: Object.freeze(tenants) };
}

function parseArray(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function parseTenant(entry: unknown, which: string, faults: string[]): TenantSetting {
  const { id, key, origins, ...others } =
    ((typeof entry === 'object' ? entry : null) as Record<string, unknown> | null) ?? {};
  for (const field of Object.keys(others)) faults.push(`${which} has an unknown field ${JSON.stringify(field)}`);
  if (typeof id !== 'string' || id === '' || id.length > MAX_ID_LENGTH || /\p{Cc}/u.test(id)) {
    faults.push(`${which} must have an "id" of 1 to ${MAX_ID_LENGTH} characters`);
  }
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) {
    faults.push(`${which} must have a "key" of 1 to 200 characters, all visible ASCII`);
  }
  const listed = Array.isArray(origins) ? (origins as unknown[]) : [];
  if (!Array.isArray(origins) || !listed.every(isOrigin)) {
    faults.push(`${which} must have "origins", an array of origins such as "https://example.org", or "*"`);
  }
  return Object.freeze({ id: String(id), key: String(key), origins: Object.freeze(listed.filter(isOrigin)) });
}

/** As browsers send it: scheme, host and port, nothing behind. */
function isOrigin(value: unknown): value is string {
  if (value === '*') return true;
  return typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value;
}
