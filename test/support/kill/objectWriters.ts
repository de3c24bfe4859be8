import { createFileObjectStore } from '../../../shared/adapters/file/fileObjectStore.ts';
import { chunksOf, type ObjectLine } from './objectPattern.ts';
import { say } from './say.ts';

/**
 * A program of its own: `node objectWriters.ts <folder> <run>`. Eight writers put objects, half of them as streams, and
 * two writers race for each name. It runs until it is killed.
 */
const [, , folder, run] = process.argv;
if (!folder || !run) throw new Error('usage: node objectWriters.ts <folder> <run>');

const store = createFileObjectStore({ folder });
const WRITERS = 8;

async function* streamOf(name: string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunksOf(name)) {
    await Promise.resolve();
    yield chunk;
  }
}

async function write(writer: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const name = [`run-${run}`, `pair-${writer >> 1}`, `${count}`];
    say({ type: 'storing', name } satisfies ObjectLine);
    const outcome = await store.put(name, count % 2 ? streamOf(name) : Buffer.concat([...chunksOf(name)]));
    say({ type: outcome, name } satisfies ObjectLine);
  }
}

await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
