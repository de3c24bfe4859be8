import { resolve } from 'node:path';
import type { Access } from '../application/access/createAccess.ts';
import { createConsumers, type Consumers } from '../application/consumers/createConsumers.ts';
import { createDependencies } from '../application/createDependencies.ts';
import { createUseCases } from '../application/createUseCases.ts';
import { createLimitStarts, type LimitStarts } from '../application/limitStarts.ts';
import { createStoreCatalogVersion, type StoreCatalogVersion } from '../application/storeCatalogVersion.ts';
import type { UseCases } from '../application/useCases.ts';
import type { Settings } from '../config/settings.ts';
import { createLogger, type Logger } from '../observability/logger.ts';
import { createMetrics, type ProcessMetrics } from '../observability/createMetrics.ts';
import { startMetricsLog } from '../observability/metricsLog.ts';
import type { Cache } from '../ports/cache.ts';
import type { Clock } from '../ports/clock.ts';
import type { DocumentStore } from '../ports/documentStore.ts';
import type { EventPublisher } from '../ports/eventPublisher.ts';
import type { Metrics } from '../ports/metrics.ts';
import { createThreadedCatalogBuilder } from './catalogBuilder/threadedCatalogBuilder.ts';
import { createDisposers } from './disposers.ts';
import { openAccess } from './openAccess.ts';
import { openCache, type CacheEvent } from './openCache.ts';
import { openEvents } from './openEvents.ts';
import { openDocumentStore, openObjectStore } from './openStores.ts';
import { systemClock } from './systemClock.ts';
import { watchEventLoop } from './watchEventLoop.ts';

/** The application as driving adapters use it. */
export interface App {
  useCases: UseCases;
  limitStarts: LimitStarts;
  /** What the queues' triggers hand messages to; null without an event service. */
  consumers: Consumers | null;
  access: Access;
  settings: Settings;
  logger: Logger;
  metrics: ProcessMetrics;
  /** For imports that compile by themselves, such as the one of a stopped server's data folder. */
  storeCatalogVersion: StoreCatalogVersion;
  /** Releases everything, in the reverse order of its acquisition. */
  dispose: () => Promise<void>;
}

/** What a test, or another host, may bring along. */
export interface AppSurroundings {
  clock?: Clock;
  logger?: Logger;
  watch?: Watch;
}

/** Gives what stands in for a part that was opened, to see all that passes through it. */
export interface Watch {
  documents: (opened: DocumentStore) => DocumentStore;
  cache: (opened: Cache) => Cache;
  publisher: (opened: EventPublisher) => EventPublisher;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Opens what the settings name. When that fails half way, what was opened is closed again. */
export async function createApp(given: Settings, surroundings: AppSurroundings = {}): Promise<App> {
  const settings = Object.freeze({ ...given, dataDir: resolve(given.dataDir) });
  const { clock = systemClock, logger = createStandardLogger(settings), watch = unwatched } = surroundings;
  const metrics = createMetrics();
  const disposers = createDisposers();
  try {
    disposers.add(startMetricsLog(metrics, logger, settings.metricsLogMs).stop);
    disposers.add(watchEventLoop(metrics));
    const documents = watch.documents(await openDocumentStore(settings));
    disposers.add(() => documents.dispose());
    const objects = await openObjectStore(settings);
    disposers.add(() => objects.dispose());
    const { access, tokens } = await openAccess(settings, clock, logger);

    const cache = watch.cache(await openCache(settings, { logger, onEvent: countCacheEvents(metrics) }));
    disposers.add(() => cache.dispose());
    const opened = await openEvents(settings);
    disposers.add(() => opened?.dispose());
    const events = opened && { ...opened, publisher: watch.publisher(opened.publisher) };
    const builder = createThreadedCatalogBuilder();
    disposers.add(() => builder.dispose());

    const dependencies = createDependencies({
      ...{ documents, objects, cache, events, builder, tokens, metrics, clock, logger },
      pollMs: settings.activationPollMs,
      budgetBytes: settings.catalogCacheBytes,
      sessionLifetimeMs: settings.sessionDays * DAY_MS,
    });
    disposers.add(() => dependencies.snapshots.dispose());
    disposers.add(() => dependencies.outbox.stop());
    const storeCatalogVersion = createStoreCatalogVersion(dependencies);
    const useCases = createUseCases(dependencies, storeCatalogVersion);
    const limitStarts = createLimitStarts(dependencies, settings.sessionStartsPerMinute);
    const consumers = events && createConsumers(dependencies, events);
    const dispose = () => disposers.disposeAll();
    return { useCases, limitStarts, consumers, access, settings, logger, metrics, storeCatalogVersion, dispose };
  } catch (error) {
    // What is told is why the start failed, not what failed because of it.
    await disposers.disposeAll().catch((failure: unknown) => logger.error('Not all was closed', failure));
    throw error;
  }
}

const unwatched: Watch = {
  documents: (opened) => opened,
  cache: (opened) => opened,
  publisher: (opened) => opened,
};

function countCacheEvents(metrics: Metrics): (event: CacheEvent) => void {
  return ({ kind }) => {
    if (kind === 'opened' || kind === 'closed') metrics.set('cache.breakerOpen', kind === 'opened' ? 1 : 0);
    if (kind === 'timeout') metrics.count('cache.unavailable');
  };
}

function createStandardLogger({ logFormat, logLevel }: Settings): Logger {
  return createLogger({
    format: logFormat,
    level: logLevel,
    write: (line) => void process.stdout.write(`${line}\n`),
    now: () => new Date(),
  });
}
