import type { IncomingMessage } from 'node:http';

/** The body, `tooLarge` when it has more bytes than allowed, or undefined when the caller went away before its end. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | 'tooLarge' | undefined> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > maxBytes) return Promise.resolve('tooLarge');
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else {
        // What follows is let go as it comes.
        chunks = [];
        resolve('tooLarge');
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('close', () => resolve(undefined));
    request.on('error', () => resolve(undefined));
  });
}
