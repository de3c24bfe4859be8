import { createHash } from 'node:crypto';

/** What the program objectWriters.ts says; the content of an object follows from its name. */
export interface ObjectLine {
  type: 'storing' | 'stored' | 'exists';
  name: string[];
}

const CHUNK_BYTES = 64 * 1024;
const MAX_CHUNKS = 24;

/** The same chunks for the same name; no two names have the same bytes. */
export function* chunksOf(name: readonly string[]): Generator<Uint8Array> {
  const digest = createHash('sha256').update(name.join('/')).digest();
  const chunks = 1 + (digest[0]! % MAX_CHUNKS);
  for (let position = 0; position < chunks; position += 1) {
    const chunk = Buffer.alloc(CHUNK_BYTES + digest[1]!, digest);
    chunk.writeUInt32LE(position);
    yield chunk;
  }
}
