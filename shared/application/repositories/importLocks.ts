import type { DocumentStore } from '../../ports/documentStore.ts';
import type { CatalogAddress } from './activationRepository.ts';
import { createLeases } from './leases.ts';

/** One import of a catalogue at a time; a lock that nobody renews lapses by itself. */
export interface ImportLocks {
  /** True when `holder` has it until then, also if it had it already. */
  take(address: CatalogAddress, holder: string, untilMs: number): Promise<boolean>;
  release(address: CatalogAddress, holder: string): Promise<void>;
}

export function createImportLocks(documents: DocumentStore): ImportLocks {
  const leases = createLeases(documents, 'importLocks');
  return {
    take: ({ tenantId, catalogId }, holder, untilMs) => leases.take([tenantId, catalogId], holder, untilMs),
    release: ({ tenantId, catalogId }, holder) => leases.release([tenantId, catalogId], holder),
  };
}
