import type { Fault } from '../../domain/errors.ts';
import type { BuildProgress } from '../../ports/catalogBuilder.ts';
import type { DocumentStore, StoredDocument } from '../../ports/documentStore.ts';
import type { CatalogAddress } from './activationRepository.ts';
import { partitionKeyOf } from './partitionKey.ts';

/** One large import: what is uploaded for it and how far it is. */
export interface CatalogImport extends CatalogAddress {
  importId: string;
  /** `uploading` until it is started, `waiting` until a process takes it, `running` while one works on it. */
  status: 'uploading' | 'waiting' | 'running' | 'done' | 'failed';
  /** ISO 8601, UTC. */
  createdAt: string;
  files: ImportFile[];
  /** As JSON; null: the only file is a catalogue in its own format. */
  mapping: unknown;
  /** How often a process has begun to work on it. */
  attempts: number;
  progress: BuildProgress | null;
  result: { version: number; active: boolean; digest: string; created: boolean } | null;
  /** What is wrong with the source: the first ones, and how many in all. */
  faults: Fault[];
  total: number;
  /** What a person should know: what was cleaned, why it failed. */
  notes: string[];
  /**
   * Since 1970, when somebody has to look after it: a waiting one at once, a running one when whoever works on it has not
   * been heard of, one that nobody starts when it lapses, an ended one to remove what was uploaded. Absent: never again.
   */
  dueAtMs?: number;
}

export interface ImportFile {
  name: string;
  /** Bytes of each part uploaded so far, by part number less 1; null for one that is missing. */
  parts: (number | null)[];
}

export interface ImportRepository {
  get(address: CatalogAddress, importId: string): Promise<StoredDocument<CatalogImport> | undefined>;
  create(added: CatalogImport): Promise<void>;
  replace(
    revision: string,
    changed: CatalogImport,
  ): Promise<{ outcome: 'replaced'; revision: string } | { outcome: 'conflict' }>;
  /** Whoever is due by then, of all tenants, earliest first. */
  due(nowMs: number): Promise<StoredDocument<CatalogImport>[]>;
}

/** Ended imports are told of for so long. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const MOST_DUE = 20;

export function createImportRepository(documents: DocumentStore): ImportRepository {
  const imports = documents.collection<CatalogImport>({ name: 'catalogImports', indexes: { byDue: ['dueAtMs'] } });
  const keyOf = ({ tenantId, catalogId }: CatalogAddress, importId: string) => ({
    partitionKey: partitionKeyOf(tenantId, catalogId),
    id: importId,
  });
  const expiry = ({ createdAt }: CatalogImport) => ({ expiresAtMs: Date.parse(createdAt) + KEPT_MS });
  return {
    get: (address, importId) => imports.get(keyOf(address, importId)),
    async create(added) {
      await imports.create(keyOf(added, added.importId), added, expiry(added));
    },
    async replace(revision, changed) {
      const result = await imports.replace(keyOf(changed, changed.importId), revision, changed, expiry(changed));
      return result.outcome === 'replaced' ? result : { outcome: 'conflict' };
    },
    async due(nowMs) {
      const { documents: found } = await imports.find({ index: 'byDue', limit: MOST_DUE });
      return found.filter(({ body }) => (body.dueAtMs ?? Infinity) <= nowMs);
    },
  };
}
