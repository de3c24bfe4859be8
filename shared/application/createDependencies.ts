import type { Logger } from '../observability/logger.ts';
import type { Cache } from '../ports/cache.ts';
import type { CatalogBuilder } from '../ports/catalogBuilder.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/documentStore.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { ObjectStore } from '../ports/objectStore.ts';
import type { SessionTokens } from '../ports/sessionTokens.ts';
import { ACTIVATIONS_CHANGED } from './activateVersion.ts';
import { createCatalogSnapshots } from './catalogSnapshots.ts';
import type { Dependencies, EventServices } from './dependencies.ts';
import { createPopularities } from './facts/popularities.ts';
import { createOutbox, keptOutbox } from './outbox/createOutbox.ts';
import { createRecommendationsProjection } from './projections/recommendations.ts';
import { createReportSummaryProjection } from './projections/reportSummary.ts';
import { createActivationRepository } from './repositories/activationRepository.ts';
import { createCatalogVersionRepository } from './repositories/catalogVersionRepository.ts';
import { createFactsRepository } from './repositories/factsRepository.ts';
import { createImportLocks } from './repositories/importLocks.ts';
import { createImportRepository } from './repositories/importRepository.ts';
import { createLeases } from './repositories/leases.ts';
import { createPopularityRepository } from './repositories/popularityRepository.ts';
import { createSessionRepository } from './repositories/sessionRepository.ts';

/** What the application stands on, as composition opens it. */
export interface Foundations {
  documents: DocumentStore;
  objects: ObjectStore;
  cache: Cache;
  events: EventServices | null;
  builder: CatalogBuilder;
  tokens: SessionTokens;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
  /** How often to look for versions activated by others. */
  pollMs: number;
  /** Bytes of compiled catalogues to keep. */
  budgetBytes: number;
  /** From a session's start to its expiry. */
  sessionLifetimeMs: number;
}

/** Repositories and services of the application, on its foundations. */
export function createDependencies(foundations: Foundations): Dependencies {
  const { documents, objects, cache, events, metrics, clock, logger, pollMs, budgetBytes } = foundations;
  const activations = createActivationRepository(documents);
  const catalogVersions = createCatalogVersionRepository(documents);
  const sessions = createSessionRepository(documents);
  const popularityCounts = createPopularityRepository(documents);
  const popularities = createPopularities(popularityCounts, clock);
  const leases = createLeases(documents, 'outboxLeases');
  const snapshots = createCatalogSnapshots({
    activations,
    catalogVersions,
    objects,
    clock,
    logger,
    metrics,
    pollMs,
    budgetBytes,
  });
  cache.onSignal(ACTIVATIONS_CHANGED, () => {
    snapshots.poll().catch((error: unknown) => logger.error('Activations could not be read after a signal', error));
  });
  return {
    ...foundations,
    activations,
    catalogVersions,
    sessions,
    popularityCounts,
    popularities,
    facts: createFactsRepository(documents),
    imports: createImportRepository(documents),
    importLocks: createImportLocks(documents),
    snapshots,
    recommendations: createRecommendationsProjection(popularities, clock),
    reportSummaries: createReportSummaryProjection(clock),
    outbox:
      events === null ? keptOutbox : createOutbox({ ...events, sessions, activations, leases, metrics, clock, logger }),
  };
}
