import { createGunzip } from 'node:zlib';
import { BrokenSource } from '../../ports/recordReader.ts';
import { isSystemError } from '../common/systemError.ts';

/** Below this a file may unpack to any multiple of its size. */
const ALWAYS_FINE_BYTES = 16 * 1024 * 1024;
/** Real tables shrink to between a third and a fiftieth; deflate can go to a thousandth, with content that repeats itself. */
const MAX_RATIO = 250;
const CHUNK_BYTES = 256 * 1024;

/** Hands bytes on, unpacked where they begin like gzip. */
export async function* unpack(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = bytes[Symbol.asyncIterator]();
  try {
    let start = Buffer.alloc(0);
    let isOver = false;
    while (start.length < 2 && !isOver) {
      const next = await chunks.next();
      if (next.done === true) isOver = true;
      else start = Buffer.concat([start, next.value]);
    }
    const all = startWith(start, chunks);
    if (start[0] === 0x1f && start[1] === 0x8b) yield* gunzip(all);
    else yield* all;
  } finally {
    await chunks.return?.();
  }
}

async function* startWith(start: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (start.length > 0) yield start;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** One chunk at a time goes in, and all that comes of it goes out before the next. */
async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let packed = 0;
  let unpacked = 0;
  const stream = createGunzip({ chunkSize: CHUNK_BYTES });
  const failure = { error: undefined as unknown };
  const feeding = (async () => {
    try {
      for await (const chunk of chunks) {
        packed += chunk.length;
        if (stream.destroyed) return;
        if (!stream.write(chunk)) await new Promise((resolve) => stream.once('drain', resolve).once('close', resolve));
      }
      stream.end();
    } catch (error) {
      failure.error = error;
      stream.destroy();
    }
  })();
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      unpacked += chunk.length;
      if (unpacked > ALWAYS_FINE_BYTES && unpacked > packed * MAX_RATIO) {
        const message = 'Unpack the file first: what is in it is so much larger than itself that it is refused.';
        throw new BrokenSource('unpacks_too_large', message);
      }
      yield chunk;
    }
  } catch (error) {
    if (failure.error !== undefined) throw failure.error as Error;
    throw toBroken(error);
  } finally {
    stream.destroy();
    await feeding;
  }
}

function toBroken(error: unknown): unknown {
  if (!isSystemError(error) || !error.code.startsWith('Z_')) return error;
  const isCut = error.code === 'Z_BUF_ERROR';
  const message = isCut
    ? 'The gzip file ends too early: get it again, whole.'
    : `The gzip file is damaged: ${error.message}.`;
  return new BrokenSource('broken_file', message, undefined, error);
}
