import { createMemoryObjectStore } from '../../shared/adapters/memory/memoryObjectStore.ts';
import { describeObjectStoreContract } from './objectStore.contract.ts';

describeObjectStoreContract({
  name: 'memory',
  persists: false,
  createPlace: () => ({ open: () => createMemoryObjectStore(), remove: () => undefined }),
});
