import type { CatalogNotice, SessionNotice, ShortlistEvent } from '../../domain/events/event.ts';
import { isErased, type Session, type SessionDocument } from '../../domain/session/session.ts';
import type { Cache } from '../../ports/cache.ts';
import type { ActiveCatalog } from '../catalogSnapshots.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Projection, ProjectedValue } from '../projections/projection.ts';
import { DONE, type Outcome } from './outcome.ts';

type ProjectDependencies = Pick<Dependencies, 'sessions' | 'snapshots' | 'cache' | 'metrics' | 'clock' | 'logger'>;

/** What follows once a value was stored. */
type OnStored = (event: SessionNotice, before: ProjectedValue | undefined, now: ProjectedValue) => Promise<void>;

/** A session that was just written may not be there yet where reads lag behind; one that old has expired. */
const LAG_MS = 60_000;
/** Sessions of a catalogue that are computed anew when another version becomes active, those that started last. */
const RECENT_SESSIONS = 500;

/**
 * Keeps what is computed from a session in the cache. Each event makes it read the session as it is now, so that repeated
 * and reordered events do no harm; work that a later event of the session will do anyway is left to that one.
 */
export function createProjectSession(deps: ProjectDependencies, projection: Projection, onStored?: OnStored) {
  const { sessions, snapshots, cache, metrics, clock, logger } = deps;

  return function projectSession(event: ShortlistEvent): Promise<Outcome> {
    return event.type === 'catalog.activated' ? projectRecent(event) : projectOne(event);
  };

  async function projectOne(event: SessionNotice): Promise<Outcome> {
    const { tenantId, sessionId } = event;
    const document = (await sessions.get(tenantId, sessionId))?.body;
    const behind = behindOf(document, event, clock.nowMs());
    if (behind !== undefined) return { outcome: 'behind', reason: behind };
    if (document === undefined || isErased(document)) return toOutcome(await projection.forget(cache, event));
    if (document.sequence > event.sequence) return DONE;
    const active = await snapshots.current(tenantId, document.catalogId, document.activation);
    if (active.activation < document.activation) return { outcome: 'behind', reason: 'the catalogue is behind' };

    const before = await projection.read(cache, event);
    const now = await projection.compute(document, active);
    const written = await projection.write(cache, document, now);
    if (written.outcome === 'unavailable') return { outcome: 'unavailable', reason: 'cache' };
    if (written.outcome === 'kept') metrics.count('cache.putRejected');
    else await onStored?.(event, before, now);
    const lagMs = clock.nowMs() - Date.parse(event.at);
    projection.observeLag(metrics, lagMs);
    const { version, traceparent } = event;
    logger.debug(`${projection.name} in the cache`, { tenantId, sessionId, version, lagMs, traceparent });
    return DONE;
  }

  /** People who are still at it get lists of the version that is active now without having to answer again. */
  async function projectRecent(event: CatalogNotice): Promise<Outcome> {
    const { tenantId, catalogId } = event;
    const active = await snapshots.current(tenantId, catalogId, event.activation);
    if (active.activation < event.activation) return { outcome: 'behind', reason: 'the catalogue is behind' };
    // A later switch has its own event.
    if (active.activation > event.activation) return DONE;
    for await (const page of sessions.newest(tenantId, catalogId, RECENT_SESSIONS)) {
      for (const session of page) {
        if ((await projectAgain(session, active)) === 'unavailable') return { outcome: 'unavailable', reason: 'cache' };
      }
    }
    return DONE;
  }

  async function projectAgain(session: Session, active: ActiveCatalog): Promise<'done' | 'unavailable'> {
    if ((await projection.read(cache, session)) === undefined) return 'done';
    const { outcome } = await projection.write(cache, session, await projection.compute(session, active));
    return outcome === 'unavailable' ? outcome : 'done';
  }
}

const toOutcome = ({ outcome }: Awaited<ReturnType<Cache['put']>>): Outcome =>
  outcome === 'unavailable' ? { outcome, reason: 'cache' } : DONE;

/** Why what was read is older than the event; undefined: it is not. */
export function behindOf(
  document: SessionDocument | undefined,
  event: SessionNotice,
  nowMs: number,
): string | undefined {
  if (document !== undefined) return document.sequence < event.sequence ? 'the session is behind' : undefined;
  return nowMs - Date.parse(event.at) < LAG_MS ? 'the session is not there yet' : undefined;
}
