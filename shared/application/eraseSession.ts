import { eraseSession as erase } from '../domain/session/commit.ts';
import { toTraceparent } from '../messaging/traceContext.ts';
import type { ChangeSession } from './changeSession.ts';
import type { Dependencies } from './dependencies.ts';
import type { UseCases } from './useCases.ts';

export function createEraseSession(
  deps: Pick<Dependencies, 'clock' | 'cache' | 'recommendations' | 'reportSummaries' | 'metrics'>,
  changeSession: ChangeSession,
): UseCases['eraseSession'] {
  const { clock, cache, recommendations, reportSummaries, metrics } = deps;

  return async function eraseSession(command) {
    const traceparent = toTraceparent(command.traceparent);
    await changeSession(command, (session) => ({
      document: erase(session, { nowMs: clock.nowMs(), traceparent }),
      result: undefined,
    }));
    metrics.count('session.erased');
    // The event does so too, whatever happens here; this is so that nothing is read after the answer.
    await Promise.all([recommendations.forget(cache, command), reportSummaries.forget(cache, command)]);
  };
}
