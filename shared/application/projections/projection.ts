import { createHash } from 'node:crypto';
import type { Session } from '../../domain/session/session.ts';
import type { Cache, CacheKey, CacheRead, CacheWrite, Counters } from '../../ports/cache.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { ActiveCatalog, CatalogSnapshots } from '../catalogSnapshots.ts';
import type { Popularities } from '../facts/popularities.ts';

/** What is computed from a session, and what it was computed from. */
export interface ProjectedValue<Content = unknown> {
  catalogId: string;
  counters: Counters;
  catalogVersion: number;
  /** ISO 8601, UTC. */
  computedAt: string;
  /** Of the content: equal ones say the same. */
  digest: string;
  content: Content;
}

export interface SessionAddress {
  tenantId: string;
  sessionId: string;
}

/** Something computed from a session and kept in the cache under a name. */
export interface Projection<Content = unknown> {
  /** The plural of what it is; also the first segment of its keys. */
  readonly name: string;
  /** How far behind its event a value was written. */
  observeLag(metrics: Metrics, lagMs: number): void;
  compute(session: Session, active: ActiveCatalog): Promise<ProjectedValue<Content>>;
  /** undefined: nothing is kept, or the cache does not answer. */
  read(cache: Cache, session: SessionAddress): Promise<ProjectedValue<Content> | undefined>;
  write(cache: Cache, session: Session, value: ProjectedValue<Content>): Promise<CacheWrite>;
  /** For good: whoever still computes from what was read before cannot bring it back. */
  forget(cache: Cache, session: SessionAddress): Promise<CacheWrite>;
}

export interface ProjectionDefinition<Content> {
  name: string;
  observeLag(metrics: Metrics, lagMs: number): void;
  /** `modelActivation` of what was learned from others, 0 where nothing was used. */
  compute(session: Session, active: ActiveCatalog): Promise<{ content: Content; modelActivation: number }>;
}

const LONGEST_TTL_SECONDS = 7 * 24 * 60 * 60;
/** Longer than any work on a message can take. */
const FORGOTTEN_TTL_SECONDS = 60 * 60;
/** Newer than all a session can ever reach. */
const FORGOTTEN: Counters = { sessionVersion: Number.MAX_SAFE_INTEGER, activation: 0, modelActivation: 0 };
const NOTHING = '';

export function createProjection<Content>(
  definition: ProjectionDefinition<Content>,
  clock: Clock,
): Projection<Content> {
  const { name } = definition;
  const keyOf = ({ tenantId, sessionId }: SessionAddress): CacheKey => [name, tenantId, sessionId];
  return {
    name,
    observeLag: (metrics, lagMs) => definition.observeLag(metrics, lagMs),
    async compute(session, active) {
      const { content, modelActivation } = await definition.compute(session, active);
      return {
        catalogId: session.catalogId,
        counters: { sessionVersion: session.version, activation: active.activation, modelActivation },
        catalogVersion: active.version,
        computedAt: new Date(clock.nowMs()).toISOString(),
        digest: createHash('sha256').update(JSON.stringify(content)).digest('base64url'),
        content,
      };
    },
    read: async (cache, session) => toValue(await cache.get(keyOf(session))),
    write(cache, session, { counters, ...rest }) {
      const leftSeconds = Math.ceil((session.expiresAtMs - clock.nowMs()) / 1_000);
      const ttlSeconds = Math.max(1, Math.min(LONGEST_TTL_SECONDS, leftSeconds));
      return cache.put(keyOf(session), { counters, text: JSON.stringify(rest) }, ttlSeconds);
    },
    forget: (cache, session) =>
      cache.put(keyOf(session), { counters: FORGOTTEN, text: NOTHING }, FORGOTTEN_TTL_SECONDS),
  };

  function toValue(read: CacheRead): ProjectedValue<Content> | undefined {
    if (read.outcome !== 'hit' || read.value.text === NOTHING) return undefined;
    const rest = JSON.parse(read.value.text) as Omit<ProjectedValue<Content>, 'counters'>;
    return { ...rest, counters: read.value.counters };
  }
}

/** Whether nothing that a value was computed from has changed since, besides the session itself. */
export async function isFresh(
  { snapshots, popularities }: { snapshots: Pick<CatalogSnapshots, 'current'>; popularities: Popularities },
  tenantId: string,
  { catalogId, counters }: ProjectedValue,
): Promise<boolean> {
  const active = await snapshots.current(tenantId, catalogId);
  if (counters.activation < active.activation) return false;
  if (counters.modelActivation === 0) return true;
  const counted = await popularities.current(tenantId, catalogId);
  return counters.modelActivation >= (counted?.activation ?? 0);
}
