import type { DocumentStore } from '../../ports/documentStore.ts';
import type { ObjectName } from '../../ports/objectStore.ts';
import { partitionKeyOf } from './partitionKey.ts';

/** One immutable version of a catalogue: what it is and which object holds it. */
export interface CatalogVersion {
  tenantId: string;
  catalogId: string;
  /** From 1, without gaps. */
  version: number;
  title: string | null;
  plans: number;
  /** SHA-256 of the snapshot, hex. */
  digest: string;
  /** ISO 8601, UTC. */
  createdAt: string;
  snapshot: ObjectName;
}

export interface CatalogVersionRepository {
  get(tenantId: string, catalogId: string, version: number): Promise<CatalogVersion | undefined>;
  newest(tenantId: string, catalogId: string): Promise<CatalogVersion | undefined>;
  /** Newest first. */
  list(tenantId: string, catalogId: string): Promise<CatalogVersion[]>;
  /** `exists`: another import took the number; nothing is changed. */
  create(version: CatalogVersion): Promise<'created' | 'exists'>;
}

const PAGE = 100;

export function createCatalogVersionRepository(documents: DocumentStore): CatalogVersionRepository {
  const versions = documents.collection<CatalogVersion>({
    name: 'catalogVersions',
    indexes: { byVersion: ['version'] },
  });
  const newestFirst = (tenantId: string, catalogId: string, limit: number, cursor?: string) =>
    versions.find({
      index: 'byVersion',
      partitionKey: partitionKeyOf(tenantId, catalogId),
      direction: 'descending',
      limit,
      ...(cursor !== undefined && { cursor }),
    });
  return {
    async get(tenantId, catalogId, version) {
      const found = await versions.get({ partitionKey: partitionKeyOf(tenantId, catalogId), id: String(version) });
      return found?.body;
    },
    async newest(tenantId, catalogId) {
      const { documents: found } = await newestFirst(tenantId, catalogId, 1);
      return found[0]?.body;
    },
    async list(tenantId, catalogId) {
      const all: CatalogVersion[] = [];
      let cursor: string | undefined;
      do {
        const page = await newestFirst(tenantId, catalogId, PAGE, cursor);
        all.push(...page.documents.map(({ body }) => body));
        cursor = page.next;
      } while (cursor !== undefined);
      return all;
    },
    async create(version) {
      const partitionKey = partitionKeyOf(version.tenantId, version.catalogId);
      const { outcome } = await versions.create({ partitionKey, id: String(version.version) }, version);
      return outcome;
    },
  };
}
