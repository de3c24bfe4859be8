import type { DocumentStore } from '../../ports/documentStore.ts';
import type { CatalogAddress } from './activationRepository.ts';
import { partitionKeyOf } from './partitionKey.ts';

/** One import of a catalogue at a time; a lock that nobody renews lapses by itself. */
export interface ImportLocks {
  /** True when `holder` has it until then, also if it had it already. */
  take(address: CatalogAddress, holder: string, untilMs: number): Promise<boolean>;
  release(address: CatalogAddress, holder: string): Promise<void>;
}

export function createImportLocks(documents: DocumentStore): ImportLocks {
  const locks = documents.collection<{ holder: string }>({ name: 'importLocks', indexes: {} });
  const keyOf = ({ tenantId, catalogId }: CatalogAddress) => ({
    partitionKey: partitionKeyOf(tenantId, catalogId),
    id: 'import',
  });
  return {
    async take(address, holder, untilMs) {
      const key = keyOf(address);
      if ((await locks.create(key, { holder }, { expiresAtMs: untilMs })).outcome === 'created') return true;
      const held = await locks.get(key);
      if (held?.body.holder !== holder) return false;
      return (await locks.replace(key, held.revision, { holder }, { expiresAtMs: untilMs })).outcome === 'replaced';
    },
    async release(address, holder) {
      const held = await locks.get(keyOf(address));
      if (held?.body.holder === holder) await locks.remove(keyOf(address), held.revision);
    },
  };
}
