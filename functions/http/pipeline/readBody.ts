import type { HttpRequest } from '@azure/functions';
import { AppError } from '../../../shared/domain/errors.ts';

/** JSON as it travels, also under a name of its own (RFC 6839); no charset but UTF-8 (RFC 8259). */
const JSON_TYPE = /^application\/(?:[\w.!#$&^-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

/** Searching the place of a mistake parses prefixes again and again: not for bodies larger than this. */
const LOCATED_LENGTH = 256 * 1024;

export interface BodyLimit {
  bytes: number;
  /** What to do with more. */
  beyond?: string | undefined;
}

/**
 * The body as JSON. Throws AppError `unsupported_media_type`, `body_too_large` or `invalid_json`. Of a key given twice
 * the last value counts. A number beyond the doubles becomes Infinity and is left to the schema.
 */
export async function readJson(request: HttpRequest, limit: BodyLimit): Promise<unknown> {
  const type = request.headers.get('content-type');
  if (type !== null && !JSON_TYPE.test(type)) {
    throw new AppError('unsupported_media_type', {
      detail: `This call takes application/json in UTF-8, not "${type}".`,
    });
  }
  // What is declared too large is refused before it is read.
  refuseAbove(limit, Number(request.headers.get('content-length') ?? 0));
  const bytes = await request.arrayBuffer();
  refuseAbove(limit, bytes.byteLength);
  const text = decode(bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw notJson(text, error);
  }
}

function refuseAbove({ bytes, beyond }: BodyLimit, length: number): void {
  if (length <= bytes) return;
  const detail = `This call takes a body of up to ${bytes} bytes.`;
  throw new AppError('body_too_large', { detail: beyond === undefined ? detail : `${detail} ${beyond}` });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: ArrayBuffer): string {
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
