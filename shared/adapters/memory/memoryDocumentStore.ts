import { AppError } from '../../domain/errors.ts';
import type { CollectionDefinition, DocumentCollection, DocumentStore } from '../../ports/documentStore.ts';
import { checkDefinition, checkSameDefinition } from '../common/documentRules.ts';
import { createRevisions } from '../common/revisions.ts';
import { createMemoryCollection, type MemoryCollection } from './memoryCollection.ts';

export interface MemoryDocumentStoreOptions {
  /** Milliseconds since 1970. @default Date.now */
  now?: () => number;
  /** How often expired documents are removed. @default 60_000 */
  sweepEveryMs?: number;
}

/** Documents that live as long as the process: for tests and trials. `find` looks at every document. */
export function createMemoryDocumentStore(options: MemoryDocumentStoreOptions = {}): DocumentStore {
  const { now = Date.now, sweepEveryMs = 60_000 } = options;
  const collections = new Map<string, { definition: CollectionDefinition; documents: MemoryCollection<object> }>();
  const nextRevision = createRevisions();
  let isOpen = true;

  const sweep = setInterval(() => {
    for (const { documents } of collections.values()) documents.removeExpired();
  }, sweepEveryMs).unref();

  function checkOpen(): void {
    if (!isOpen) throw new AppError('store_unavailable', { detail: 'The store is closed' });
  }

  return {
    collection<Body extends object>(definition: CollectionDefinition): DocumentCollection<Body> {
      checkOpen();
      checkDefinition(definition);
      const name = definition.name.toLowerCase();
      let known = collections.get(name);
      if (!known) {
        const documents = createMemoryCollection(definition, { now, nextRevision, checkOpen });
        known = { definition: structuredClone(definition), documents };
        collections.set(name, known);
      }
      checkSameDefinition(known.definition, definition);
      // The body's type is the caller's promise: the store itself only knows JSON.
      return known.documents as DocumentCollection<object> as DocumentCollection<Body>;
    },

    describe() {
      return new Promise((resolve) => {
        checkOpen();
        resolve({ adapter: 'memory', durable: false });
      });
    },

    dispose() {
      isOpen = false;
      clearInterval(sweep);
      collections.clear();
      return Promise.resolve();
    },
  };
}
