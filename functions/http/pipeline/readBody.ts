import type { HttpRequest } from '@azure/functions';
import { parseJsonBytes } from '../../../shared/application/parseJsonBytes.ts';
import { AppError } from '../../../shared/domain/errors.ts';

/** JSON as it travels, also under a name of its own (RFC 6839); no charset but UTF-8 (RFC 8259). */
const JSON_TYPE = /^application\/(?:[\w.!#$&^-]+\+)?json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

export interface BodyLimit {
  bytes: number;
  /** What to do with more. */
  beyond?: string | undefined;
}

/** The body as JSON. Throws AppError `unsupported_media_type`, `body_too_large` or `invalid_json`. */
export async function readJson(request: HttpRequest, limit: BodyLimit): Promise<unknown> {
  return parseJsonBytes(await readJsonBytes(request, limit));
}

/** The same before it is parsed: for bodies so large that parsing them would keep others waiting. */
export async function readJsonBytes(request: HttpRequest, limit: BodyLimit): Promise<Uint8Array<ArrayBuffer>> {
  const type = request.headers.get('content-type');
  if (type !== null && !JSON_TYPE.test(type)) {
    throw new AppError('unsupported_media_type', {
      detail: `This call takes application/json in UTF-8, not "${type}".`,
    });
  }
  return readBytes(request, limit);
}

/** Whatever the body is. Throws AppError `body_too_large`. */
export async function readBytes(request: HttpRequest, limit: BodyLimit): Promise<Uint8Array<ArrayBuffer>> {
  // What is declared too large is refused before it is read.
  refuseAbove(limit, Number(request.headers.get('content-length') ?? 0));
  const bytes = await collect(request);
  refuseAbove(limit, bytes.byteLength);
  return bytes;
}

/** What `arrayBuffer` gives, without the two copies that it makes of every body. */
async function collect({ body }: HttpRequest): Promise<Uint8Array<ArrayBuffer>> {
  if (body === null) return new Uint8Array();
  const reader = (body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value);
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function refuseAbove({ bytes, beyond }: BodyLimit, length: number): void {
  if (length <= bytes) return;
  const detail = `This call takes a body of up to ${bytes} bytes.`;
  throw new AppError('body_too_large', { detail: beyond === undefined ? detail : `${detail} ${beyond}` });
}

/**
 * Gives the memory of a body back that nobody reads any more. Left to the collector, which counts what lies outside its heap,
 * the megabytes of an upload make it stop the process again and again for tens of milliseconds.
 */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  // Small ones share their memory with others.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
