import { buildFromBody, buildFromSource } from '../../../shared/application/importing/buildCatalog.ts';
import { recordReader } from '../../../shared/composition/recordReader.ts';
import type { CatalogBuilder } from '../../../shared/ports/catalogBuilder.ts';
import { bodyOf } from '../../support/catalogBody.ts';
import { createMemoryDocumentStore } from '../../../shared/adapters/memory/memoryDocumentStore.ts';
import { createMemoryObjectStore } from '../../../shared/adapters/memory/memoryObjectStore.ts';
import { createSessionTokens } from '../../../shared/adapters/jose/sessionTokens.ts';
import { createConsumers } from '../../../shared/application/consumers/createConsumers.ts';
import { createDependencies } from '../../../shared/application/createDependencies.ts';
import type { EventServices } from '../../../shared/application/dependencies.ts';
import { createMemoryCache } from '../../../shared/adapters/memory/memoryCache.ts';
import type { Cache } from '../../../shared/ports/cache.ts';
import { createUseCases } from '../../../shared/application/createUseCases.ts';
import { createStoreCatalogVersion } from '../../../shared/application/storeCatalogVersion.ts';
import type { Catalog } from '../../../shared/domain/catalog/schema.ts';
import { AppError, type ErrorCode } from '../../../shared/domain/errors.ts';
import { createMetrics } from '../../../shared/observability/createMetrics.ts';
import type { Logger } from '../../../shared/observability/logger.ts';
import type { DocumentStore } from '../../../shared/ports/documentStore.ts';
import type { ObjectStore } from '../../../shared/ports/objectStore.ts';
import { createObservedStore } from './observedStore.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface TestClock {
  nowMs: () => number;
  elapsedMs: () => number;
  advance: (ms: number) => void;
}

/** Stands still until a test moves it; `elapsedMs` runs one millisecond a call, so that measured times are seen. */
export function createTestClock(startMs = Date.UTC(2026, 0, 1)): TestClock {
  let now = startMs;
  let elapsed = 0;
  return {
    nowMs: () => now,
    elapsedMs: () => elapsed++,
    advance: (ms) => {
      now += ms;
    },
  };
}

export interface LoggedLine {
  level: keyof Logger;
  message: string;
}

/** One instance of the application on stores that several instances may share. */
export function createInstance(options: {
  documents: DocumentStore;
  objects: ObjectStore;
  clock: TestClock;
  budgetBytes?: number;
  pollMs?: number;
  cache?: Cache;
  events?: EventServices | null;
}) {
  const { documents, objects, clock, budgetBytes = 1 << 26, pollMs = 60_000, events = null } = options;
  const { cache = createMemoryCache({ now: clock.nowMs }) } = options;
  const logged: LoggedLine[] = [];
  const log = (level: keyof Logger) => (message: string) => void logged.push({ level, message });
  const logger: Logger = { debug: () => undefined, info: log('info'), warn: log('warn'), error: log('error') };
  const metrics = createMetrics();
  const tokens = createSessionTokens({ keys: [{ kid: 'k1', secret: new Uint8Array(32).fill(7) }], clock });
  const dependencies = createDependencies({
    ...{
      documents,
      objects,
      cache,
      events,
      builder: inlineBuilder,
      tokens,
      metrics,
      clock,
      logger,
      pollMs,
      budgetBytes,
    },
    sessionLifetimeMs: 90 * DAY_MS,
  });
  const storeCatalogVersion = createStoreCatalogVersion(dependencies);
  return {
    storeCatalogVersion,
    ...dependencies,
    ...createUseCases(dependencies, storeCatalogVersion),
    metrics,
    consumers: events && createConsumers(dependencies, events),
    logged,
  };
}

/** Builds where it is called. */
const inlineBuilder: CatalogBuilder = {
  buildBody: (body) => Promise.resolve().then(() => buildFromBody(body)),
  buildSource: (source) => buildFromSource(recordReader, source),
  dispose: () => Promise.resolve(),
};

export type Instance = ReturnType<typeof createInstance>;

/** Stores, a clock, and any number of instances on them; `dispose` ends them all. */
export function createWorld() {
  const clock = createTestClock();
  const documents = createObservedStore(createMemoryDocumentStore({ now: clock.nowMs }));
  const objects = createMemoryObjectStore();
  const instances: Instance[] = [];
  const start = (more: Partial<Parameters<typeof createInstance>[0]> = {}): Instance => {
    const instance = createInstance({ documents, objects, clock, ...more });
    instances.push(instance);
    return instance;
  };
  const dispose = async (): Promise<void> => {
    for (const { snapshots } of instances) snapshots.dispose();
    await objects.dispose();
    await documents.dispose();
  };
  return { clock, documents, objects, start, dispose };
}

export type World = ReturnType<typeof createWorld>;

/** Three plans and a question of each kind; `edit` makes another version of it. */
export function smallCatalog(edit: (catalog: Catalog) => void = () => undefined): Catalog {
  const catalog: Catalog = {
    title: 'Small',
    attributes: [
      { id: 'price', type: 'number', better: 'lower' },
      { id: 'network', type: 'category' },
      { id: 'countries', type: 'set' },
      { id: 'esim', type: 'boolean' },
    ],
    plans: [
      { planId: 'p1', name: 'One', values: { price: 10, network: 'A', countries: ['fr'], esim: true } },
      { planId: 'p2', name: 'Two', values: { price: 20, network: 'B', countries: ['fr', 'es'], esim: false } },
      { planId: 'p3', name: 'Three', values: { price: 30, network: 'A', countries: [], esim: true } },
    ],
    questions: [
      { id: 'network', text: 'Network?', kind: 'single', effect: 'filter', attribute: 'network' },
      { id: 'travel', text: 'Travel?', kind: 'multiple', effect: 'filter', attribute: 'countries' },
      { id: 'price', text: 'Price?', kind: 'number', effect: 'filter', attribute: 'price', compare: 'atMost' },
      { id: 'budget', text: 'Budget?', kind: 'range', effect: 'filter', attribute: 'price' },
      { id: 'esim', text: 'eSIM?', kind: 'boolean', effect: 'filter', attribute: 'esim' },
      { id: '__proto__', text: 'Odd?', kind: 'single', effect: 'context' },
      { id: 'constructor', text: 'Odder?', kind: 'single', effect: 'context' },
    ],
    ranking: [{ attribute: 'price', curve: { kind: 'linear', from: 40, to: 0 } }],
  };
  edit(catalog);
  return catalog;
}

export const T = 'tenant-1';
export const C = 'small';
export const inCatalog = { tenantId: T, catalogId: C };

export function importSmall(instance: Instance, catalog = smallCatalog()) {
  return instance.importCatalog({ ...inCatalog, body: bodyOf(catalog) });
}

/** The AppError a promise rejects with; fails when it does not. */
export async function refusal(work: Promise<unknown>): Promise<AppError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

export async function refusalCode(work: Promise<unknown>): Promise<ErrorCode> {
  return (await refusal(work)).code;
}

export function planIds(answer: { plans?: { planId: string }[] }): string[] {
  return answer.plans!.map(({ planId }) => planId);
}
