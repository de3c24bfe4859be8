import { createMemoryDocumentStore } from '../../shared/adapters/memory/memoryDocumentStore.ts';
import { describeDocumentStoreContract } from './documentStore.contract.ts';

describeDocumentStoreContract({
  name: 'memory',
  persists: false,
  time: 'manual',
  createPlace: () => ({
    open: ({ now }) => createMemoryDocumentStore({ now }),
    remove: () => undefined,
  }),
});
