import { createHmac, timingSafeEqual } from 'node:crypto';

export interface AccessKey {
  readonly name: string;
  /** As it stands in the connection string. */
  readonly key: string;
}

/** What one connection has proven that it may use. */
export interface AccessClaims {
  /** Takes a shared access signature for an audience, a URI; false: it is refused. */
  present(audience: string, token: string): boolean;
  /** @param path of a queue or what lies below it, in lower case */
  allows(path: string): boolean;
}

interface SharedAccess {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

const PREFIX = 'SharedAccessSignature ';

/** The host is not looked at: a broker answers to whatever name it is called by. */
function pathOf(uri: string): string | undefined {
  return /^[a-z]+:\/\/[^/]*\/?(.*)$/i.exec(uri)?.[1]?.replace(/\/+$/, '').toLowerCase();
}

const covers = (granted: string, path: string): boolean =>
  granted === '' || granted === path || path.startsWith(`${granted}/`);

/** What a signature grants, if it is one that `access` made. */
function readSignature(token: string, access: AccessKey): SharedAccess | undefined {
  if (!token.startsWith(PREFIX)) return undefined;
  const fields = new Map(
    token
      .slice(PREFIX.length)
      .split('&')
      .map((field): [string, string] => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)]),
  );
  const [resource, expiry, signature, name] = ['sr', 'se', 'sig', 'skn'].map((field) => fields.get(field) ?? '');
  const expected = createHmac('sha256', access.key).update(`${resource!}\n${expiry!}`).digest();
  try {
    const given = Buffer.from(decodeURIComponent(signature!), 'base64');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const path = pathOf(decodeURIComponent(resource!));
    if (decodeURIComponent(name!) !== access.name || path === undefined || !/^\d+$/.test(expiry!)) return undefined;
    return { path, expiresAt: Number(expiry) * 1_000 };
  } catch (thrown) {
    if (thrown instanceof URIError) return undefined;
    throw thrown;
  }
}

export function createAccessClaims(access: AccessKey): AccessClaims {
  /** Path -> milliseconds since 1970 at which the claim ends. */
  const claims = new Map<string, number>();
  return {
    present(audience, token) {
      const path = pathOf(audience);
      const signature = readSignature(token, access);
      if (path === undefined || !signature) return false;
      if (signature.expiresAt <= Date.now() || !covers(signature.path, path)) return false;
      claims.set(path, signature.expiresAt);
      return true;
    },
    allows(path) {
      for (const [granted, expiresAt] of claims) if (expiresAt > Date.now() && covers(granted, path)) return true;
      return false;
    },
  };
}
