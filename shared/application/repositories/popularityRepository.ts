import type { Popularity } from '../../domain/recommendation/popularity.ts';
import type { DocumentStore, StoredDocument } from '../../ports/documentStore.ts';
import type { CatalogAddress } from './activationRepository.ts';

/** What the people of a catalogue were drawn to, as counted last. */
export interface CountedPopularity extends CatalogAddress {
  /** Rises with every count that came out otherwise. */
  activation: number;
  /** ISO 8601, UTC. */
  countedAt: string;
  /** When the latest interest that was counted arose; ISO 8601, UTC. */
  latest: string | null;
  popularity: Popularity;
}

export interface PopularityRepository {
  get(address: CatalogAddress): Promise<StoredDocument<CountedPopularity> | undefined>;
  /** `conflict`: another instance counted meanwhile. */
  put(counted: CountedPopularity, revision: string | undefined): Promise<'stored' | 'conflict'>;
}

export function createPopularityRepository(documents: DocumentStore): PopularityRepository {
  const popularities = documents.collection<CountedPopularity>({ name: 'popularities', indexes: {} });
  const keyOf = ({ tenantId, catalogId }: CatalogAddress) => ({ partitionKey: tenantId, id: catalogId });
  return {
    get: (address) => popularities.get(keyOf(address)),
    async put(counted, revision) {
      const key = keyOf(counted);
      const { outcome } =
        revision === undefined
          ? await popularities.create(key, counted)
          : await popularities.replace(key, revision, counted);
      return outcome === 'created' || outcome === 'replaced' ? 'stored' : 'conflict';
    },
  };
}
