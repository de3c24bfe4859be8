import type {
  DocumentCollection,
  DocumentKey,
  DocumentStore,
  StoredDocument,
} from '../../../shared/ports/documentStore.ts';

/** A document store that counts what passes through it, shows what it holds, and lets a test come in between. */
export interface ObservedStore extends DocumentStore {
  /** Operations since the last `reset`, e.g. `{'sessions.get': 1, 'sessions.replace': 1}`. */
  readonly counts: Record<string, number>;
  reset(): void;
  /** JSON of every document written and not removed since. */
  held(): string[];
  /** Called before the operation named `<collection>.<operation>` reaches the store; may be changed at any time. */
  before: (operation: string) => void | Promise<void>;
}

export function createObservedStore(inner: DocumentStore): ObservedStore {
  const held = new Map<string, string>();
  const store: ObservedStore = {
    counts: {},
    reset() {
      for (const name of Object.keys(store.counts)) Reflect.deleteProperty(store.counts, name);
    },
    held: () => [...held.values()],
    before: () => undefined,
    collection<Body extends object>(definition: Parameters<DocumentStore['collection']>[0]) {
      return observe(definition.name, inner.collection<Body>(definition));
    },
    describe: () => inner.describe(),
    dispose: () => inner.dispose(),
  };

  function observe<Body extends object>(name: string, collection: DocumentCollection<Body>): DocumentCollection<Body> {
    const pass = async <T>(operation: string, work: () => Promise<T>): Promise<T> => {
      const label = `${name}.${operation}`;
      store.counts[label] = (store.counts[label] ?? 0) + 1;
      await store.before(label);
      return work();
    };
    const addressOf = ({ partitionKey, id }: DocumentKey) => JSON.stringify([name, partitionKey, id]);
    return {
      get: (key) => pass('get', () => collection.get(key)),
      getMany: (keys): Promise<(StoredDocument<Body> | undefined)[]> => pass('getMany', () => collection.getMany(keys)),
      find: (query) => pass('find', () => collection.find(query)),
      create: (key, body, options) =>
        pass('create', async () => {
          const result = await collection.create(key, body, options);
          if (result.outcome === 'created') held.set(addressOf(key), JSON.stringify(body));
          return result;
        }),
      replace: (key, revision, body, options) =>
        pass('replace', async () => {
          const result = await collection.replace(key, revision, body, options);
          if (result.outcome === 'replaced') held.set(addressOf(key), JSON.stringify(body));
          return result;
        }),
      remove: (key, revision) =>
        pass('remove', async () => {
          const result = await collection.remove(key, revision);
          if (result.outcome === 'removed') held.delete(addressOf(key));
          return result;
        }),
    };
  }
  return store;
}
