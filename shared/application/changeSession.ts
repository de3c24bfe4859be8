import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../domain/errors.ts';
import { isErased, type Session, type SessionDocument } from '../domain/session/session.ts';
import type { ActiveCatalog } from './catalogSnapshots.ts';
import type { Dependencies } from './dependencies.ts';
import { createKeyedQueue } from './keyedQueue.ts';
import { partitionKeyOf } from './repositories/partitionKey.ts';
import { timed } from './timing.ts';
import type { SessionCommand } from './useCases.ts';

export type SessionDependencies = Pick<Dependencies, 'sessions' | 'snapshots' | 'outbox' | 'clock' | 'logger'>;

/** What a decision makes of a session: a document to store in its place, or nothing; and what the caller is told. */
export interface Change<Result> {
  document?: SessionDocument;
  result: Result;
}

/** Reads a session, decides, and stores what was decided: one read and one write unless another writer came between. */
export type ChangeSession = <Result>(
  command: SessionCommand,
  decide: (session: Session) => Change<Result> | Promise<Change<Result>>,
) => Promise<Result>;

const MAX_ATTEMPTS = 6;
const MAX_PAUSE_MS = 25;

export function createChangeSession(deps: SessionDependencies): ChangeSession {
  const { sessions, outbox, clock, logger } = deps;
  const inTurn = createKeyedQueue();

  return function changeSession(command, decide) {
    const { tenantId, sessionId } = command;
    return inTurn(partitionKeyOf(tenantId, sessionId), async () => {
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
        // The first repetition is immediate: most often only the publisher's mark came in between.
        if (attempt > 2) await delay(Math.random() * MAX_PAUSE_MS);
        const { session, revision } = await readSession(deps, command);
        const { document, result } = await decide(session);
        if (document === undefined) return result;
        const written = await timed(clock, command.timing, 'store', () => sessions.replace(revision, document));
        if (written.outcome === 'replaced') {
          const { version, traceparent } = document.events.at(-1)!;
          logger.debug('session changed', { tenantId, sessionId, version, traceparent });
          outbox.sessionChanged(written.revision, document);
          return result;
        }
        if (written.outcome === 'missing') throw new AppError('session_not_found');
      }
      throw new AppError('write_conflict');
    });
  };
}

export async function readSession(
  { sessions, clock }: SessionDependencies,
  { tenantId, sessionId, timing }: SessionCommand,
): Promise<{ session: Session; revision: string }> {
  const stored = await timed(clock, timing, 'store', () => sessions.get(tenantId, sessionId));
  if (stored === undefined) throw new AppError('session_not_found');
  return { session: toLiving(stored.body, clock.nowMs()), revision: stored.revision };
}

/** Throws `session_not_found` for one that is erased or expired, like for one that never was. */
export function toLiving(document: SessionDocument, nowMs: number): Session {
  if (isErased(document) || document.expiresAtMs <= nowMs) throw new AppError('session_not_found');
  return document;
}

/** The catalogue a session is answered from: never older than one that answered it before. */
export function catalogOf(
  { snapshots, clock }: SessionDependencies,
  session: Session,
  { timing }: Pick<SessionCommand, 'timing'>,
): Promise<ActiveCatalog> {
  const { tenantId, catalogId, activation } = session;
  return timed(clock, timing, 'store', () => snapshots.current(tenantId, catalogId, activation));
}
