import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { formatSessionTokenKey, parseSessionTokenKeys } from '../config/sessionTokenKeys.ts';
import type { SessionTokenKey } from '../config/settings.ts';

export interface GeneratedKeys {
  sessionTokenKeys: readonly [SessionTokenKey, ...SessionTokenKey[]];
  adminKey: string;
}

const KEY_FILE = 'keys.json';
/** Readable by the owner only. */
const MODE = 0o600;

export function generateKeys(): GeneratedKeys {
  const kid = randomBytes(4).toString('hex');
  return {
    sessionTokenKeys: [{ kid, secret: new Uint8Array(randomBytes(32)) }],
    adminKey: randomBytes(24).toString('base64url'),
  };
}

/** The keys of a data folder, made at its first use. Of several processes that come first, all get the same keys. */
export async function openKeyFile(folder: string): Promise<{ keys: GeneratedKeys; created: boolean; path: string }> {
  const path = join(folder, KEY_FILE);
  const existing = await readIfThere(path);
  if (existing !== undefined) return { keys: parseKeys(existing, path), created: false, path };
  await mkdir(folder, { recursive: true });
  const created = await createWhole(path, `${formatKeys(generateKeys())}\n`);
  return { keys: parseKeys(await readFile(path, 'utf8'), path), created, path };
}

/** The file appears whole or not at all; false when another process made it first. */
async function createWhole(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', MODE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isErrno(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

function formatKeys({ sessionTokenKeys, adminKey }: GeneratedKeys): string {
  return JSON.stringify({ sessionTokenKeys: sessionTokenKeys.map(formatSessionTokenKey).join(','), adminKey }, null, 2);
}

function parseKeys(text: string, path: string): GeneratedKeys {
  const { sessionTokenKeys, adminKey } = parseObject(text);
  const parsed = typeof sessionTokenKeys === 'string' ? parseSessionTokenKeys(sessionTokenKeys) : { faults: [] };
  if (!('value' in parsed) || typeof adminKey !== 'string' || adminKey === '') {
    throw new Error(`${path} does not hold {"sessionTokenKeys", "adminKey"}; remove it to have new keys made`);
  }
  return { sessionTokenKeys: parsed.value, adminKey };
}

function parseObject(text: string): { sessionTokenKeys?: unknown; adminKey?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
