import { join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import type { DocumentStore } from '../ports/documentStore.ts';
import type { ObjectStore } from '../ports/objectStore.ts';

// Adapters are imported when they are configured, and only then: an SDK that is not used costs nothing.

export async function openDocumentStore({
  documents,
  dataDir,
}: Pick<Settings, 'documents' | 'dataDir'>): Promise<DocumentStore> {
  switch (documents.kind) {
    case 'memory': {
      const { createMemoryDocumentStore } = await import('../adapters/memory/memoryDocumentStore.ts');
      return createMemoryDocumentStore();
    }
    case 'sqlite': {
      const { createSqliteDocumentStore } = await import('../adapters/sqlite/sqliteDocumentStore.ts');
      return createSqliteDocumentStore({ path: join(dataDir, 'documents.sqlite') });
    }
  }
}

export async function openObjectStore({
  objects,
  dataDir,
}: Pick<Settings, 'objects' | 'dataDir'>): Promise<ObjectStore> {
  switch (objects.kind) {
    case 'memory': {
      const { createMemoryObjectStore } = await import('../adapters/memory/memoryObjectStore.ts');
      return createMemoryObjectStore();
    }
    case 'file': {
      const { createFileObjectStore } = await import('../adapters/file/fileObjectStore.ts');
      return createFileObjectStore({ folder: join(dataDir, 'objects') });
    }
  }
}
