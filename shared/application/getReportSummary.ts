import { catalogOf, readSession, type SessionDependencies } from './changeSession.ts';
import type { Dependencies } from './dependencies.ts';
import { isFresh } from './projections/projection.ts';
import type { UseCases } from './useCases.ts';

type Needed = SessionDependencies & Pick<Dependencies, 'cache' | 'popularities' | 'reportSummaries'>;

/** The summary that was computed ahead and how fresh it is; where there is none, it is computed now. */
export function createGetReportSummary(deps: Needed): UseCases['getReportSummary'] {
  const { cache, reportSummaries } = deps;

  return async function getReportSummary(command) {
    const { tenantId, sessionId } = command;
    const [read, { session }] = await Promise.all([reportSummaries.read(cache, command), readSession(deps, command)]);
    const value =
      read.outcome === 'hit'
        ? read.value
        : await reportSummaries.compute(session, await catalogOf(deps, session, command));
    const { counters, computedAt, content } = value;
    return {
      sessionId,
      fresh: counters.sessionVersion >= session.version && (await isFresh(deps, tenantId, value)),
      sessionVersion: counters.sessionVersion,
      activation: counters.activation,
      modelVersion: null,
      computedAt,
      ...content,
    };
  };
}
