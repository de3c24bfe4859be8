import { AppError } from '../domain/errors.ts';

/** Searching the place of a mistake parses prefixes again and again: not for texts larger than this. */
const LOCATED_LENGTH = 256 * 1024;

/**
 * UTF-8 as JSON. Throws AppError `invalid_json`. Of a key given twice the last value counts. A number beyond the doubles
 * becomes Infinity and is left to whoever checks the values.
 */
export function parseJsonBytes(bytes: ArrayBuffer | Uint8Array): unknown {
  const text = decode(bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw notJson(text, error);
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: ArrayBuffer | Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    const message = 'The body is not UTF-8.';
    throw new AppError(
      'invalid_json',
      { detail: message, faults: [{ path: '', code: 'invalid_utf8', message }] },
      error,
    );
  }
}

function notJson(text: string, error: unknown): AppError {
  const found = error instanceof Error ? error.message : String(error);
  const message =
    text === '' ? 'A body is required, sent with its Content-Length.' : `${found}${placeUnlessStated(text, found)}.`;
  return new AppError(
    'invalid_json',
    { detail: message, faults: [{ path: '', code: 'invalid_json', message }] },
    error,
  );
}

function placeUnlessStated(text: string, message: string): string {
  if (statedPosition(text, message) !== undefined || text.length > LOCATED_LENGTH) return '';
  return ` (at position ${locate(text)})`;
}

/** Where the parser says it stopped, counted in UTF-16 code units from 0; some of its messages do not say. */
function statedPosition(text: string, message: string): number | undefined {
  const stated = / at position (\d+)/.exec(message)?.[1];
  if (stated !== undefined) return Number(stated);
  return message.startsWith('Unexpected end') ? text.length : undefined;
}

/** The end of the longest prefix with which nothing is wrong but that it ends: what follows is the mistake. */
function locate(text: string): number {
  let sound = 0;
  let unsound = text.length + 1;
  while (unsound - sound > 1) {
    const middle = (sound + unsound) >>> 1;
    if (isSoundSoFar(text.slice(0, middle))) sound = middle;
    else unsound = middle;
  }
  return sound;
}

function isSoundSoFar(prefix: string): boolean {
  try {
    JSON.parse(prefix);
    return true;
  } catch (error) {
    return error instanceof Error && (statedPosition(prefix, error.message) ?? -1) >= prefix.length;
  }
}
