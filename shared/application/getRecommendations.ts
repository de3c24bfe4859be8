import type { Recommendations } from '../domain/recommendation/recommendFor.ts';
import { AppError } from '../domain/errors.ts';
import type { Session } from '../domain/session/session.ts';
import { catalogOf, readSession, type SessionDependencies } from './changeSession.ts';
import type { Dependencies } from './dependencies.ts';
import { isFresh, type ProjectedValue } from './projections/projection.ts';
import type { RecommendationsAnswer, UseCases } from './useCases.ts';

type Needed = SessionDependencies & Pick<Dependencies, 'cache' | 'popularities' | 'recommendations'>;

/**
 * The list that was computed ahead, or one computed now. A caller that names a version the list has reached costs one read
 * of the cache; else the session is read too, to say whether the list is behind it.
 */
export function createGetRecommendations(deps: Needed): UseCases['getRecommendations'] {
  const { cache, recommendations, popularities, snapshots } = deps;

  return async function getRecommendations(command) {
    const { tenantId, sessionId, minVersion } = command;
    const kept = await recommendations.read(cache, command);
    if (kept !== undefined && minVersion !== undefined && reaches(kept, minVersion)) {
      return toAnswer(sessionId, kept, await isFresh({ snapshots, popularities }, tenantId, kept));
    }
    const { session } = await readSession(deps, command);
    if (minVersion !== undefined && minVersion > session.version) {
      throw new AppError('version_ahead', { detail: `The session is at version ${session.version}.` });
    }
    if (kept !== undefined && minVersion === undefined) {
      const isCurrent = reaches(kept, session.version) && (await isFresh({ snapshots, popularities }, tenantId, kept));
      return toAnswer(sessionId, kept, isCurrent);
    }
    return live(command, session);
  };

  async function live(command: Parameters<UseCases['getRecommendations']>[0], session: Session) {
    const active = await catalogOf(deps, session, command);
    const value = await recommendations.compute(session, active);
    return { ...toAnswer(session.sessionId, value, true), source: value.content.source };
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
