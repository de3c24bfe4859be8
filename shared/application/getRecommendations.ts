import type { Recommendations } from '../domain/recommendation/recommendFor.ts';
import { AppError } from '../domain/errors.ts';
import type { Session } from '../domain/session/session.ts';
import { catalogOf, readSession, type SessionDependencies } from './changeSession.ts';
import type { Dependencies } from './dependencies.ts';
import { isFresh, type ProjectedValue } from './projections/projection.ts';
import type { RecommendationsAnswer, UseCases } from './useCases.ts';

type Needed = SessionDependencies & Pick<Dependencies, 'cache' | 'popularities' | 'recommendations'>;

/**
 * The list that was computed ahead, or one computed now. The cache and the session are read side by side: only the session
 * says whether the list is behind it. While the store does not answer, the list alone is better than nothing.
 */
export function createGetRecommendations(deps: Needed): UseCases['getRecommendations'] {
  const { cache, recommendations } = deps;

  return async function getRecommendations(command) {
    const { tenantId, sessionId, minVersion = 0 } = command;
    const [read, reading] = await Promise.all([
      recommendations.read(cache, command),
      settled(readSession(deps, command)),
    ]);
    const kept = read.outcome === 'hit' && reaches(read.value, minVersion) ? read.value : undefined;
    if ('error' in reading) {
      const isAway = reading.error instanceof AppError && reading.error.code === 'store_unavailable';
      if (kept !== undefined && isAway) return toAnswer(sessionId, kept, false);
      throw reading.error;
    }
    const { session } = reading.value;
    if (minVersion > session.version) {
      throw new AppError('version_ahead', { detail: `The session is at version ${session.version}.` });
    }
    if (kept === undefined) return live(command, session);
    return toAnswer(sessionId, kept, reaches(kept, session.version) && (await isFresh(deps, tenantId, kept)));
  };

  async function live(command: Parameters<UseCases['getRecommendations']>[0], session: Session) {
    const active = await catalogOf(deps, session, command);
    const value = await recommendations.compute(session, active);
    const fresh = await isFresh(deps, command.tenantId, value);
    return { ...toAnswer(session.sessionId, value, fresh), source: value.content.source };
  }
}

const reaches = ({ counters }: ProjectedValue, version: number): boolean => counters.sessionVersion >= version;

function toAnswer(sessionId: string, value: ProjectedValue<Recommendations>, fresh: boolean): RecommendationsAnswer {
  const { counters, computedAt, content } = value;
  return {
    sessionId,
    // A list of what others chose is no less that for having been made ahead.
    source: content.source === 'live' ? 'precomputed' : content.source,
    fresh,
    sessionVersion: counters.sessionVersion,
    activation: counters.activation,
    modelVersion: counters.modelActivation === 0 ? null : counters.modelActivation,
    computedAt,
    plans: content.plans,
  };
}

type Settled<T> = { value: T } | { error: unknown };

const settled = <T>(work: Promise<T>): Promise<Settled<T>> =>
  work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
