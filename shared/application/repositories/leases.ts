import type { DocumentStore } from '../../ports/documentStore.ts';
import { partitionKeyOf } from './partitionKey.ts';

/** Whoever holds a lease is the only one to do something; one that nobody renews lapses by itself. */
export interface Leases {
  /** True when `holder` has it until then, also if it had it already. */
  take(name: readonly string[], holder: string, untilMs: number): Promise<boolean>;
  release(name: readonly string[], holder: string): Promise<void>;
}

/** @param collection a kind of lease; names of different kinds never meet. */
export function createLeases(documents: DocumentStore, collection: string): Leases {
  const leases = documents.collection<{ holder: string }>({ name: collection, indexes: {} });
  const keyOf = (name: readonly string[]) => ({ partitionKey: partitionKeyOf(...name), id: 'lease' });
  return {
    async take(name, holder, untilMs) {
      const key = keyOf(name);
      if ((await leases.create(key, { holder }, { expiresAtMs: untilMs })).outcome === 'created') return true;
      const held = await leases.get(key);
      if (held?.body.holder !== holder) return false;
      return (await leases.replace(key, held.revision, { holder }, { expiresAtMs: untilMs })).outcome === 'replaced';
    },
    async release(name, holder) {
      const held = await leases.get(keyOf(name));
      if (held?.body.holder === holder) await leases.remove(keyOf(name), held.revision);
    },
  };
}
