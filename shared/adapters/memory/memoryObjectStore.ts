import { AppError } from '../../domain/errors.ts';
import type { ObjectName, ObjectStore } from '../../ports/objectStore.ts';
import { checkNewObjectName, checkRange } from '../common/objectRules.ts';

/** Objects that live as long as the process: for tests and trials. */
export function createMemoryObjectStore(): ObjectStore {
  const objects = new Map<string, Uint8Array>();
  let isOpen = true;

  /** JSON of the segments: no two names share a text. */
  const addressOf = (name: ObjectName) => JSON.stringify(name);

  function answer<Result>(operation: () => Result): Promise<Result> {
    return new Promise((resolve) => {
      if (!isOpen) throw new AppError('store_unavailable', { detail: 'The store is closed' });
      resolve(operation());
    });
  }

  return {
    async put(name, bytes) {
      checkNewObjectName(name);
      const address = addressOf(name);
      if (await answer(() => objects.has(address))) return 'exists';
      const whole = bytes instanceof Uint8Array ? new Uint8Array(bytes) : await collect(bytes);
      // Another put of the name may have come first while the stream ran.
      return answer(() => {
        if (objects.has(address)) return 'exists';
        objects.set(address, whole);
        return 'stored';
      });
    },

    get: (name) => answer(() => copy(objects.get(addressOf(name)))),

    getRange: (name, start, end) =>
      answer(() => {
        checkRange(start, end);
        return copy(objects.get(addressOf(name))?.subarray(start, end));
      }),

    remove: (name) => answer(() => (objects.delete(addressOf(name)) ? 'removed' : 'missing')),

    describe: () => answer(() => ({ adapter: 'memory', durable: false })),

    dispose() {
      isOpen = false;
      objects.clear();
      return Promise.resolve();
    },
  };
}

/** Always a buffer of its own; `slice` of a Buffer would be a view. */
function copy(bytes: Uint8Array | undefined): Uint8Array | undefined {
  return bytes && new Uint8Array(bytes);
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(new Uint8Array(chunk));
  return new Uint8Array(Buffer.concat(chunks));
}
