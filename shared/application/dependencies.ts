import type { Logger } from '../observability/logger.ts';
import type { CatalogBuilder } from '../ports/catalogBuilder.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/documentStore.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { ObjectStore } from '../ports/objectStore.ts';
import type { SessionTokens } from '../ports/sessionTokens.ts';
import type { CatalogSnapshots } from './catalogSnapshots.ts';
import type { ActivationRepository } from './repositories/activationRepository.ts';
import type { CatalogVersionRepository } from './repositories/catalogVersionRepository.ts';
import type { ImportLocks } from './repositories/importLocks.ts';
import type { ImportRepository } from './repositories/importRepository.ts';
import type { SessionRepository } from './repositories/sessionRepository.ts';

/** All that use cases are built from; each takes what it needs. */
export interface Dependencies {
  documents: DocumentStore;
  objects: ObjectStore;
  sessions: SessionRepository;
  catalogVersions: CatalogVersionRepository;
  activations: ActivationRepository;
  imports: ImportRepository;
  importLocks: ImportLocks;
  builder: CatalogBuilder;
  snapshots: CatalogSnapshots;
  tokens: SessionTokens;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  /** From its start to its expiry. */
  sessionLifetimeMs: number;
}
