import type { Parsed } from './settingReader.ts';
import type { SessionTokenKey } from './settings.ts';

/** HS256 is as strong as its key up to 32 bytes (RFC 7518, section 3.2). */
const MIN_SECRET_BYTES = 32;

type Keys = readonly [SessionTokenKey, ...SessionTokenKey[]];

/** `kid:secret,kid:secret`, secrets in base64url. Faults name the place of the key, never its secret. */
export function parseSessionTokenKeys(text: string): Parsed<Keys> {
  const faults: string[] = [];
  const kids = new Set<string>();
  const keys = text.split(',').map((entry, index): SessionTokenKey => {
    const [kid = '', encoded = '', ...rest] = entry.trim().split(':');
    const which = `key ${index + 1}`;
    if (!/^[\w-]{1,64}$/.test(kid))
      faults.push(`${which} must start with an id of letters, digits, - and _, then a colon`);
    if (kids.has(kid)) faults.push(`${which} has the id of another key`);
    kids.add(kid);
    const secret = Buffer.from(encoded, 'base64url');
    if (rest.length > 0 || !/^[\w-]+$/.test(encoded)) faults.push(`${which} must have a secret in base64url`);
    else if (secret.length < MIN_SECRET_BYTES)
      faults.push(`${which} must have a secret of at least ${MIN_SECRET_BYTES} bytes`);
    return Object.freeze({ kid, secret: new Uint8Array(secret) });
  });
  const [first, ...others] = keys;
  return faults.length > 0 || first === undefined ? { faults } : { value: Object.freeze([first, ...others] as const) };
}

/** The form `parseSessionTokenKeys` reads. */
export function formatSessionTokenKey({ kid, secret }: SessionTokenKey): string {
  return `${kid}:${Buffer.from(secret).toString('base64url')}`;
}
