import { LRUCache } from 'lru-cache';
import type { CompiledCatalog } from '../domain/engine/compiledCatalog.ts';
import { fromSnapshot } from '../domain/engine/snapshot.ts';
import { warmFirstScreen } from '../domain/engine/warmFirstScreen.ts';
import { AppError } from '../domain/errors.ts';
import type { Logger } from '../observability/logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { ObjectStore } from '../ports/objectStore.ts';
import { inSlices } from './inSlices.ts';
import type { Activation, ActivationRepository, CatalogAddress } from './repositories/activationRepository.ts';
import type { CatalogVersion, CatalogVersionRepository } from './repositories/catalogVersionRepository.ts';
import { partitionKeyOf } from './repositories/partitionKey.ts';
import type { CatalogBehind } from './useCases.ts';

/** The active version of a catalogue, ready to answer. */
export interface ActiveCatalog extends CatalogAddress {
  readonly version: number;
  readonly activation: number;
  /** As the store had it when it was last looked at: above `activation` while that one is not loaded yet, or cannot be. */
  readonly storedActivation: number;
  readonly digest: string;
  readonly compiled: CompiledCatalog;
}

type LoadedCatalog = ActiveCatalog & { storedActivation: number };

/** The active catalogues in memory. What is loaded is answered at once, without a trip to a store. */
export interface CatalogSnapshots {
  /**
   * The catalogue as active here. With `seenActivation` one that is not older is loaded first: whoever has seen an
   * activation never falls back behind it. Rejects with AppError `catalog_not_found`, `store_unavailable`.
   */
  current(tenantId: string, catalogId: string, seenActivation?: number): ActiveCatalog | Promise<ActiveCatalog>;
  /**
   * Any version, for as long as the caller holds it: the active one where it has this content, else read from the store
   * and kept nowhere, so that it takes no room from what people are answered with.
   */
  open(version: CatalogVersion): Promise<CompiledCatalog>;
  /** Loads an activation that this process has just made, when the catalogue is in use. */
  refresh(address: CatalogAddress, activation: number): Promise<void>;
  /** Looks for activations by other processes; done every `pollMs` by itself once a catalogue is in use. */
  poll(): Promise<void>;
  /** The catalogues in use of which a newer activation is known. */
  behind(): CatalogBehind[];
  dispose(): void;
}

export interface CatalogSnapshotsOptions {
  activations: ActivationRepository;
  catalogVersions: CatalogVersionRepository;
  objects: ObjectStore;
  clock: Pick<Clock, 'elapsedMs'>;
  logger: Logger;
  metrics: Metrics;
  pollMs: number;
  /** Bytes of compiled catalogues to keep; the least recently used go first. The latest one stays whatever its size. */
  budgetBytes: number;
}

export function createCatalogSnapshots(options: CatalogSnapshotsOptions): CatalogSnapshots {
  const { activations, catalogVersions, objects, clock, logger, metrics, pollMs, budgetBytes } = options;
  const loaded = new LRUCache<string, LoadedCatalog>({
    maxSize: budgetBytes,
    sizeCalculation: ({ compiled }) => Math.min(budgetBytes, Math.max(1, compiled.byteLength)),
  });
  const loading = new Map<string, Promise<ActiveCatalog | undefined>>();
  let timer: NodeJS.Timeout | undefined;
  let disposed = false;

  function current(tenantId: string, catalogId: string, seenActivation = 0): ActiveCatalog | Promise<ActiveCatalog> {
    const active = loaded.get(partitionKeyOf(tenantId, catalogId));
    if (active !== undefined && active.activation >= seenActivation) return active;
    return loadSeen({ tenantId, catalogId }, seenActivation);
  }

  async function loadSeen(address: CatalogAddress, seenActivation: number): Promise<ActiveCatalog> {
    const wasLoading = loading.has(partitionKeyOf(address.tenantId, address.catalogId));
    let active = await load(address);
    // A load already under way may have read the pointer before the activation in question.
    if (wasLoading && (active?.activation ?? 0) < seenActivation) active = await load(address);
    if (active === undefined) throw new AppError('catalog_not_found');
    if (active.activation < seenActivation) {
      const { tenantId, catalogId, activation } = active;
      logger.warn('The store holds an older activation than one answered before', {
        tenantId,
        catalogId,
        activation,
        seenActivation,
      });
    }
    return active;
  }

  /** One load at a time for each catalogue; the old one is served until the new one stands. */
  function load(address: CatalogAddress): Promise<ActiveCatalog | undefined> {
    const key = partitionKeyOf(address.tenantId, address.catalogId);
    const underWay = loading.get(key);
    if (underWay !== undefined) return underWay;
    const load = readActive(key, address).finally(() => loading.delete(key));
    loading.set(key, load);
    return load;
  }

  async function readActive(key: string, address: CatalogAddress): Promise<ActiveCatalog | undefined> {
    const pointer = (await activations.get(address))?.body;
    if (pointer === undefined) return undefined;
    const known = loaded.peek(key);
    if (known !== undefined) {
      noteStored(known, pointer);
      if (known.activation >= pointer.activation) return known;
    }
    const { tenantId, catalogId, activeVersion, activation } = pointer;
    const version = await catalogVersions.get(tenantId, catalogId, activeVersion);
    if (version === undefined) throw new Error(`version ${activeVersion} is active but not stored`);
    const { digest } = version;
    const isSame = known?.digest === digest;
    const compiled = isSame ? known.compiled : await openSnapshot(version);
    // While an older one is served nobody waits for this; without one, whoever asks first is quicker alone.
    if (known !== undefined && !isSame) await inSlices(clock, warmFirstScreen(compiled));
    const found = { tenantId, catalogId, version: activeVersion, activation, digest, compiled };
    const active: LoadedCatalog = { ...found, storedActivation: activation };
    loaded.set(key, active);
    startPolling();
    return active;
  }

  async function open(version: CatalogVersion): Promise<CompiledCatalog> {
    const active = loaded.peek(partitionKeyOf(version.tenantId, version.catalogId));
    return active?.digest === version.digest ? active.compiled : openSnapshot(version);
  }

  async function openSnapshot({ snapshot, version }: CatalogVersion): Promise<CompiledCatalog> {
    const startedMs = performance.now();
    const bytes = await objects.get(snapshot);
    if (bytes === undefined) throw new Error(`the snapshot of version ${version} is not stored`);
    const compiled = fromSnapshot(bytes);
    metrics.observe('catalog.loadMs', performance.now() - startedMs);
    return compiled;
  }

  async function refresh(address: CatalogAddress, activation: number): Promise<void> {
    const key = partitionKeyOf(address.tenantId, address.catalogId);
    if (loaded.has(key) || loading.has(key)) await loadSeen(address, activation);
  }

  async function poll(): Promise<void> {
    const inUse = [...loaded.values()];
    const pointers = await activations.getMany(inUse);
    inUse.forEach((active, index) => noteStored(active, pointers[index]));
    metrics.set('catalog.behind', behind().length);
    await Promise.all(inUse.filter(isBehind).map(loadInBackground));
    metrics.set('catalog.behind', behind().length);
  }

  function behind(): CatalogBehind[] {
    return [...loaded.values()]
      .filter(isBehind)
      .map(({ catalogId, activation, storedActivation }) => ({ catalogId, activation, storedActivation }));
  }

  async function loadInBackground(active: ActiveCatalog): Promise<void> {
    try {
      await load(active);
    } catch (error) {
      const { tenantId, catalogId, activation } = active;
      logger.error('A new activation could not be loaded; the one before is served', error, {
        tenantId,
        catalogId,
        activation,
      });
    }
  }

  function startPolling(): void {
    if (timer !== undefined || disposed) return;
    // Up to a tenth earlier or later, so that instances started together do not ask together.
    timer = setTimeout(pollAgain, pollMs * (0.9 + 0.2 * Math.random()));
    timer.unref();
  }

  function pollAgain(): void {
    void poll()
      .catch((error: unknown) =>
        logger.error('Activations could not be read; the catalogues in memory are served', error),
      )
      .finally(() => {
        timer = undefined;
        startPolling();
      });
  }

  function dispose(): void {
    disposed = true;
    clearTimeout(timer);
    loaded.clear();
  }

  return { current, open, refresh, poll, behind, dispose };
}

const isBehind = ({ activation, storedActivation }: ActiveCatalog): boolean => storedActivation > activation;

/** A read that took long may tell of an older one than is known already. */
function noteStored(active: LoadedCatalog, pointer: Activation | undefined): void {
  active.storedActivation = Math.max(active.storedActivation, pointer?.activation ?? 0);
}
