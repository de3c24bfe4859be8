import type { Logger } from '../observability/logger.ts';
import type { CatalogBuilder } from '../ports/catalogBuilder.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cache } from '../ports/cache.ts';
import type { EventPublisher } from '../ports/eventPublisher.ts';
import type { MessageQueues } from '../ports/messageQueues.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Recommendations } from '../domain/recommendation/recommendFor.ts';
import type { ReportSummary } from '../domain/report/schema.ts';
import type { Outbox } from './outbox/createOutbox.ts';
import type { Projection } from './projections/projection.ts';
import type { Popularities } from './facts/popularities.ts';
import type { FactsRepository } from './repositories/factsRepository.ts';
import type { PopularityRepository } from './repositories/popularityRepository.ts';
import type { DocumentStore } from '../ports/documentStore.ts';
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
  /** What is computed from sessions. */
  cache: Cache;
  facts: FactsRepository;
  popularityCounts: PopularityRepository;
  popularities: Popularities;
  recommendations: Projection<Recommendations>;
  reportSummaries: Projection<ReportSummary>;
  outbox: Outbox;
  /** The way out for events; null: they stay in the outbox. */
  events: EventServices | null;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
  /** From its start to its expiry. */
  sessionLifetimeMs: number;
}

export interface EventServices {
  publisher: EventPublisher;
  queues: MessageQueues;
}
