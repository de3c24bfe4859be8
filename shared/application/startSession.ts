import { randomBytes } from 'node:crypto';
import { checkResponses } from '../domain/engine/checkRequest.ts';
import { AppError } from '../domain/errors.ts';
import { startSession as start } from '../domain/session/commit.ts';
import { responsesAt } from '../domain/session/evolve.ts';
import type { Session, SessionDocument } from '../domain/session/session.ts';
import { toTraceparent } from '../messaging/traceContext.ts';
import type { ActiveCatalog } from './catalogSnapshots.ts';
import { catalogOf, toLiving } from './changeSession.ts';
import { throwFaults } from './checkQuestionnaire.ts';
import type { Dependencies } from './dependencies.ts';
import { sessionIdOf, toRepeatableRequest } from './repeatableRequest.ts';
import { answerSession } from './sessionAnswer.ts';
import { timed, timedSync } from './timing.ts';
import type { SessionStarted, StartSession, UseCases } from './useCases.ts';

type StartDependencies = Pick<
  Dependencies,
  'sessions' | 'snapshots' | 'outbox' | 'tokens' | 'clock' | 'logger' | 'sessionLifetimeMs'
>;

export function createStartSession(deps: StartDependencies): UseCases['startSession'] {
  const { sessions, snapshots, outbox, tokens, clock, logger, sessionLifetimeMs } = deps;

  return async function startSession(command) {
    const { tenantId, catalogId, responses = {}, userId = null, idempotencyKey, timing } = command;
    const request = toRepeatableRequest('startSession', command, [catalogId, responses, userId]);
    const sessionId = idempotencyKey === undefined ? randomSessionId() : sessionIdOf(tenantId, idempotencyKey);
    const readStarted = async (): Promise<SessionDocument | undefined> =>
      request && (await timed(clock, timing, 'store', () => sessions.get(tenantId, sessionId)))?.body;

    const started = await readStarted();
    if (started !== undefined) return repeat(command, started, request?.digest);

    const active = await timed(clock, timing, 'store', () => snapshots.current(tenantId, catalogId));
    const faults = timedSync(clock, timing, 'engine', () => checkResponses(active.compiled, responses, '/responses'));
    throwFaults('invalid_responses', faults);
    const nowMs = clock.nowMs();
    const outcome = start(
      {
        sessionId,
        tenantId,
        catalogId,
        userId,
        expiresAtMs: nowMs + sessionLifetimeMs,
        activation: active.activation,
        responses,
        ...(request !== undefined && { digest: request.digest }),
      },
      { nowMs, traceparent: toTraceparent(command.traceparent) },
    );
    if (outcome.outcome === 'full') throw new AppError('session_full');
    const { session } = outcome;
    const stored = await timed(clock, timing, 'store', () => sessions.create(session));
    if (stored.outcome === 'created') {
      outbox.sessionChanged(stored.revision, session);
      const { version, events } = session;
      logger.debug('session started', { tenantId, sessionId, version, traceparent: events[0]!.traceparent });
      return toAnswer(command, active, session);
    }
    // The same request came twice at once, and the other one was faster.
    const other = await readStarted();
    if (other === undefined) throw new AppError('write_conflict');
    return repeat(command, other, request?.digest);
  };

  /** The answer given first, whatever happened to the session since. */
  async function repeat(
    command: StartSession,
    document: SessionDocument,
    digest: string | undefined,
  ): Promise<SessionStarted> {
    const session = toLiving(document, clock.nowMs());
    if (session.startedBy?.digest !== digest) throw new AppError('idempotency_mismatch');
    const version = session.startedBy?.version ?? 0;
    const active = await catalogOf(deps, session, command);
    return toAnswer(command, active, { ...session, version, responses: responsesAt(session.events, version) });
  }

  async function toAnswer(command: StartSession, active: ActiveCatalog, session: Session): Promise<SessionStarted> {
    const { tenantId, sessionId, expiresAtMs, version } = session;
    const token = await tokens.issue({ tenantId, sessionId, scope: 'rw' }, expiresAtMs);
    const { shortlist } = answerSession(clock, active, session, command.timing);
    return { sessionId, token, expiresAt: new Date(expiresAtMs).toISOString(), version, shortlist };
  }
}

/** 192 bits: never met twice, never guessed. */
function randomSessionId(): string {
  return randomBytes(24).toString('base64url');
}
