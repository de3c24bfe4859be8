import { resolve } from 'node:path';
import type { Access } from '../application/access/createAccess.ts';
import { createCatalogSnapshots } from '../application/catalogSnapshots.ts';
import { createUseCases } from '../application/createUseCases.ts';
import { createActivationRepository } from '../application/repositories/activationRepository.ts';
import { createCatalogVersionRepository } from '../application/repositories/catalogVersionRepository.ts';
import { createImportLocks } from '../application/repositories/importLocks.ts';
import { createImportRepository } from '../application/repositories/importRepository.ts';
import { createSessionRepository } from '../application/repositories/sessionRepository.ts';
import { createStoreCatalogVersion, type StoreCatalogVersion } from '../application/storeCatalogVersion.ts';
import type { UseCases } from '../application/useCases.ts';
import type { Settings } from '../config/settings.ts';
import { createLogger, type Logger } from '../observability/logger.ts';
import type { Clock } from '../ports/clock.ts';
import { createThreadedCatalogBuilder } from './catalogBuilder/threadedCatalogBuilder.ts';
import { createDisposers } from './disposers.ts';
import { openAccess } from './openAccess.ts';
import { openDocumentStore, openObjectStore } from './openStores.ts';
import { systemClock } from './systemClock.ts';

/** The application as driving adapters use it. */
export interface App {
  useCases: UseCases;
  access: Access;
  settings: Settings;
  logger: Logger;
  /** For imports that compile by themselves, such as the one of a stopped server's data folder. */
  storeCatalogVersion: StoreCatalogVersion;
  /** Releases everything, in the reverse order of its acquisition. */
  dispose: () => Promise<void>;
}

/** What a test, or another host, may bring along. */
export interface AppSurroundings {
  clock?: Clock;
  logger?: Logger;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Opens what the settings name. When that fails half way, what was opened is closed again. */
export async function createApp(given: Settings, surroundings: AppSurroundings = {}): Promise<App> {
  const settings = Object.freeze({ ...given, dataDir: resolve(given.dataDir) });
  const { clock = systemClock, logger = createStandardLogger(settings) } = surroundings;
  const disposers = createDisposers();
  try {
    const documents = await openDocumentStore(settings);
    disposers.add(() => documents.dispose());
    const objects = await openObjectStore(settings);
    disposers.add(() => objects.dispose());
    const { access, tokens } = await openAccess(settings, clock, logger);

    const activations = createActivationRepository(documents);
    const catalogVersions = createCatalogVersionRepository(documents);
    const sessions = createSessionRepository(documents);
    const snapshots = createCatalogSnapshots({
      activations,
      catalogVersions,
      objects,
      clock,
      logger,
      pollMs: settings.activationPollMs,
      budgetBytes: settings.catalogCacheBytes,
    });
    disposers.add(() => snapshots.dispose());

    const sessionLifetimeMs = settings.sessionDays * DAY_MS;
    const imports = createImportRepository(documents);
    const importLocks = createImportLocks(documents);
    const builder = createThreadedCatalogBuilder();
    disposers.add(() => builder.dispose());
    const stores = { documents, objects, activations, catalogVersions, sessions, imports, importLocks };
    const dependencies = { ...stores, builder, snapshots, tokens, clock, logger, sessionLifetimeMs };
    const storeCatalogVersion = createStoreCatalogVersion(dependencies);
    const useCases = createUseCases(dependencies, storeCatalogVersion);
    return { useCases, access, settings, logger, storeCatalogVersion, dispose: () => disposers.disposeAll() };
  } catch (error) {
    // What is told is why the start failed, not what failed because of it.
    await disposers.disposeAll().catch((failure: unknown) => logger.error('Not all was closed', failure));
    throw error;
  }
}

function createStandardLogger({ logFormat }: Settings): Logger {
  return createLogger({
    format: logFormat,
    write: (line) => void process.stdout.write(`${line}\n`),
    now: () => new Date(),
  });
}
