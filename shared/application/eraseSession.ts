import { eraseSession as erase } from '../domain/session/commit.ts';
import { toTraceparent } from '../messaging/traceContext.ts';
import type { ChangeSession } from './changeSession.ts';
import type { Dependencies } from './dependencies.ts';
import type { UseCases } from './useCases.ts';

export function createEraseSession(
  { clock, metrics }: Pick<Dependencies, 'clock' | 'metrics'>,
  changeSession: ChangeSession,
): UseCases['eraseSession'] {
  return async function eraseSession(command) {
    const traceparent = toTraceparent(command.traceparent);
    await changeSession(command, (session) => ({
      document: erase(session, { nowMs: clock.nowMs(), traceparent }),
      result: undefined,
    }));
    metrics.count('session.erased');
  };
}
