import type { SessionNotice, ShortlistEvent } from '../../domain/events/event.ts';
import { knownResponses } from '../../domain/engine/knownResponses.ts';
import { recommend } from '../../domain/engine/recommend.ts';
import { interestOf } from '../../domain/recommendation/popularity.ts';
import { segmentOf } from '../../domain/recommendation/segmentOf.ts';
import { isErased, type Session, type SessionDocument } from '../../domain/session/session.ts';
import type { ActiveCatalog } from '../catalogSnapshots.ts';
import { DONE, type Outcome } from '../consumers/outcome.ts';
import { behindOf } from '../consumers/projectSession.ts';
import type { Dependencies } from '../dependencies.ts';
import type { SessionFacts } from '../repositories/factsRepository.ts';

type FactsDependencies = Pick<Dependencies, 'snapshots' | 'facts' | 'metrics' | 'clock'>;

/** Reads a session; the messages of one batch share a read. */
export type ReadSession = (tenantId: string, sessionId: string) => Promise<SessionDocument | undefined>;

/**
 * Keeps what each session contributes to what is learned from all. It is replaced as a whole by what the session says now,
 * so that no event counts twice; an event that a later one has superseded is left to that one.
 */
export function createCollectFacts({ snapshots, facts, metrics, clock }: FactsDependencies) {
  return async function collectFacts(event: ShortlistEvent, readSession: ReadSession): Promise<Outcome> {
    if (event.type === 'catalog.activated') return DONE;
    const { tenantId, sessionId } = event;
    const document = await readSession(tenantId, sessionId);
    const behind = behindOf(document, event, clock.nowMs());
    if (behind !== undefined) return { outcome: 'behind', reason: behind };
    // Expired: so are its facts.
    if (document === undefined) return DONE;
    if (isErased(document)) {
      await facts.erase(tenantId, sessionId, clock.nowMs() + ERASED_KEPT_MS);
      return DONE;
    }
    if (document.sequence > event.sequence) return DONE;
    const active = await snapshots.current(tenantId, document.catalogId, document.activation);
    await facts.putIfNewer(factsOf(document, active, event));
    metrics.observe('facts.lagMs', clock.nowMs() - Date.parse(event.at));
    return DONE;
  };
}

/** Longer than any message can be on its way. */
const ERASED_KEPT_MS = 15 * 24 * 60 * 60 * 1000;

function factsOf(session: Session, { compiled }: ActiveCatalog, { at }: SessionNotice): SessionFacts {
  const { tenantId, catalogId, sessionId, sequence, version, activation, startedAt, expiresAtMs, feedback } = session;
  const { responses } = knownResponses(compiled, session.responses);
  const interest = interestOf(feedback);
  const given = (type: string): number => feedback.filter((one) => one.type === type).length;
  return {
    ...{ tenantId, catalogId, sessionId, sequence, version, activation, startedAt, expiresAtMs },
    changedAt: at,
    segment: segmentOf(compiled, responses),
    responses,
    interest,
    counts: {
      answered: session.events.filter(({ type }) => type === 'response.recorded').length,
      viewed: given('viewed'),
      saved: given('saved'),
      chosen: given('chosen'),
      dismissed: given('dismissed'),
    },
    total: recommend(compiled, { responses, limit: 0, include: [] }).total,
    ...(Object.keys(interest).length > 0 && { interestedAt: at }),
  };
}
