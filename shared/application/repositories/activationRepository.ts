import type { CatalogNotice } from '../../domain/events/event.ts';
import type { OutboxFields } from '../../domain/session/session.ts';
import type { DocumentStore, FoundPage, StoredDocument } from '../../ports/documentStore.ts';
import { findUnpublished, OUTBOX_INDEX, type UnpublishedQuery } from './outboxIndex.ts';

/** Which version of a catalogue is active; the one document that changes when a version is switched. */
export interface Activation extends OutboxFields {
  tenantId: string;
  catalogId: string;
  activeVersion: number;
  /** Rises with every switch, also back to an older version. */
  activation: number;
  /** Of the active version, so that listing catalogues reads nothing else. */
  title: string | null;
  plans: number;
  /** Switches that are still to be published, the oldest first. */
  unpublished?: CatalogNotice[];
}

export type CatalogAddress = Pick<Activation, 'tenantId' | 'catalogId'>;

export interface ActivationRepository {
  get(address: CatalogAddress): Promise<StoredDocument<Activation> | undefined>;
  /** In the order of `addresses`, in one trip. */
  getMany(addresses: readonly CatalogAddress[]): Promise<(Activation | undefined)[]>;
  /** The tenant's, by catalogue id. */
  list(tenantId: string): Promise<Activation[]>;
  create(activation: Activation): Promise<'created' | 'exists'>;
  replace(revision: string, activation: Activation): Promise<'replaced' | 'conflict'>;
  findUnpublished(query: UnpublishedQuery): Promise<FoundPage<Activation>>;
  /** Of all tenants, in no order a caller could know. */
  listAll(): Promise<Activation[]>;
}

const PAGE = 100;

export function createActivationRepository(documents: DocumentStore): ActivationRepository {
  const activations = documents.collection<Activation>({
    name: 'activations',
    indexes: { byCatalog: ['catalogId'], outbox: OUTBOX_INDEX },
  });
  const keyOf = ({ tenantId, catalogId }: CatalogAddress) => ({
    partitionKey: tenantId,
    id: catalogId,
  });
  async function listPages(within: { partitionKey?: string }): Promise<Activation[]> {
    const all: Activation[] = [];
    let cursor: string | undefined;
    do {
      const page = await activations.find({
        index: 'byCatalog',
        ...within,
        limit: PAGE,
        ...(cursor !== undefined && { cursor }),
      });
      all.push(...page.documents.map(({ body }) => body));
      cursor = page.next;
    } while (cursor !== undefined);
    return all;
  }
  return {
    get: (address) => activations.get(keyOf(address)),
    async getMany(addresses) {
      const found = await activations.getMany(addresses.map(keyOf));
      return found.map((document) => document?.body);
    },
    list: (tenantId) => listPages({ partitionKey: tenantId }),
    listAll: () => listPages({}),
    findUnpublished: (query) => findUnpublished(activations, query),
    async create(activation) {
      const { outcome } = await activations.create(keyOf(activation), activation);
      return outcome;
    },
    async replace(revision, activation) {
      const { outcome } = await activations.replace(keyOf(activation), revision, activation);
      return outcome === 'replaced' ? 'replaced' : 'conflict';
    },
  };
}
