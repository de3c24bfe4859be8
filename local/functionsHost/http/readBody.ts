import type { IncomingMessage } from 'node:http';

/** The platform's limit for a request, in bytes. */
export const MAX_BODY_BYTES = 104_857_600;

/** Length of the body that the function will see. */
export function declaredBodyLength(request: IncomingMessage): number {
  const { method, headers } = request;
  // Without a content-length (chunked) the platform hands the function no body, and GET and HEAD never have one.
  if (method === 'GET' || method === 'HEAD') return 0;
  const declared = headers['content-length'];
  return declared === undefined ? 0 : Number(declared);
}

/** The whole body, or undefined when the caller went away before it was complete. */
export function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (chunks.length === 1) {
        resolve(chunks[0]);
        return;
      }
      resolve(Buffer.concat(chunks));
      chunks.forEach(giveBack);
    });
    request.on('close', () => resolve(undefined));
    request.on('error', () => resolve(undefined));
  });
}

/**
 * Gives the memory of bytes back that nobody reads any more. Left to the collector, which counts what lies outside its heap,
 * the megabytes of an upload make it stop the process again and again for tens of milliseconds.
 */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  // Small ones share their memory with others.
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
