import { commit, documentBytes, eraseSession } from '../../../shared/domain/session/commit.ts';
import { decideResponses } from '../../../shared/domain/session/decide.ts';
import { outboxBucket, outboxFields, OUTBOX_BUCKETS } from '../../../shared/domain/session/outbox.ts';
import { isErased, SESSION_LIMITS, type Session } from '../../../shared/domain/session/session.ts';
import { afterFeedback, afterResponses, LIFETIME_MS, occasion, STARTED_MS, startedWith, stored } from './given.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

describe('the outbox fields of a session', () => {
  it('name the bucket of the session and the time of its oldest unpublished event', () => {
    const session = afterResponses(startedWith(), { region: 'north' }, occasion(5_000));
    expect(session).toMatchObject({ outboxBucket: outboxBucket('t1', 's1'), unpublishedSince: STARTED_MS });
  });

  it('are absent when everything is published and come back with the next event', () => {
    const { outboxBucket: bucket, unpublishedSince, ...session } = startedWith({ region: 'north' });
    expect([typeof bucket, typeof unpublishedSince]).toEqual(['number', 'number']);
    const clean: Session = { ...session, publishedThrough: session.sequence };
    expect(outboxFields(clean, STARTED_MS)).toEqual({});
    const unchanged = commit(clean, { events: [], request: { key: 'k', digest: 'd', status: 200 } }, occasion(9));
    expect(unchanged).toMatchObject({ outcome: 'committed' });
    expect(Object.keys((unchanged as { session: Session }).session)).not.toContain('outboxBucket');
    const changed = afterResponses(clean, { region: 'south' }, occasion(7_000));
    expect(changed).toMatchObject({ outboxBucket: bucket, unpublishedSince: STARTED_MS + 7_000 });
  });

  it('spread sessions over the buckets', () => {
    const counts = new Array<number>(OUTBOX_BUCKETS).fill(0);
    for (let i = 0; i < 6_400; i++) counts[outboxBucket('tenant', `session-${i}`)]!++;
    expect(Math.min(...counts)).toBeGreaterThan(50);
    expect(Math.max(...counts)).toBeLessThan(200);
  });

  it('stay as they are between releases, since stored documents carry them', () => {
    expect(['a', 'b', 'c', 'd'].map((sessionId) => outboxBucket('default', sessionId))).toEqual([37, 44, 63, 6]);
  });
});

describe('the limits of a session', () => {
  it('takes 500 events and refuses the next, changing nothing', () => {
    let session = startedWith();
    for (let i = 1; i < SESSION_LIMITS.events; i++) session = afterResponses(session, { data: i });
    expect(session.events).toHaveLength(SESSION_LIMITS.events);
    const { events } = toAccepted(session, { data: -1 });
    expect(commit(session, { events }, occasion(1))).toEqual({ outcome: 'full' });
    expect(session.events).toHaveLength(SESSION_LIMITS.events);
  });

  it('refuses several changes whole when only some of them have room', () => {
    let session = startedWith();
    for (let i = 1; i < SESSION_LIMITS.events - 1; i++) session = afterResponses(session, { data: i });
    const { events } = toAccepted(session, { region: 'north', esim: true });
    expect(commit(session, { events }, occasion(1))).toEqual({ outcome: 'full' });
  });

  it('takes a document of exactly 128 KB and refuses one byte more', () => {
    const session = startedWith();
    const empty = afterResponses(session, { note: 'x' });
    // The answer stands twice in the document, in the state and in the journal; 'é' is two bytes of UTF-8.
    const room = SESSION_LIMITS.documentBytes - documentBytes(empty);
    const digits = String(SESSION_LIMITS.documentBytes).length - String(documentBytes(empty)).length;
    const fits = (length: number) => {
      const text = 'é'.repeat(length >> 1) + 'x'.repeat(length & 1);
      return commit(session, { events: toAccepted(session, { note: text }).events }, occasion(1));
    };
    const lengths = Array.from({ length: 24 }, (_, i) => ((room - digits) >> 1) - 12 + i);
    const outcomes = lengths.map(fits);
    const last = outcomes.findLastIndex(({ outcome }) => outcome === 'committed');
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(
      outcomes.map((_, index) => (index <= last ? 'committed' : 'full')),
    );
    const largest = (outcomes[last] as { session: Session }).session;
    const bytes = Buffer.byteLength(JSON.stringify(largest));
    expect(bytes).toBe(documentBytes(largest));
    expect(SESSION_LIMITS.documentBytes - bytes).toBeGreaterThanOrEqual(0);
    expect(SESSION_LIMITS.documentBytes - bytes).toBeLessThan(2);
  });

  it('remembers the last 20 repeatable requests', () => {
    let session = startedWith();
    for (let i = 0; i < 25; i++) {
      const outcome = commit(session, { events: [], request: { key: `k${i}`, digest: 'd', status: 200 } }, occasion(1));
      session = (outcome as { session: Session }).session;
    }
    expect(session.idempotency.map(({ key }) => key)).toEqual(Array.from({ length: 20 }, (_, i) => `k${i + 5}`));
  });

  it('never lowers the activation', () => {
    const session = startedWith({}, { activation: 7 });
    const outcome = commit(session, { events: [], activation: 5 }, occasion(1));
    expect(outcome).toMatchObject({ session: { activation: 7 } });
  });
});

describe('erasing a session', () => {
  const session = afterFeedback(
    startedWith({ region: 'a secret answer' }, { userId: 'a secret user', digest: 'start digest' }),
    [{ type: 'saved', planId: 'a secret plan' }],
  );

  it('leaves the erasure to be published and nothing a person said', () => {
    const erased = eraseSession(session, occasion(60_000));
    expect(isErased(erased)).toBe(true);
    expect(stored(erased)).toEqual({
      sessionId: 's1',
      tenantId: 't1',
      catalogId: 'mobile',
      expiresAtMs: STARTED_MS + LIFETIME_MS,
      version: 2,
      sequence: 4,
      publishedThrough: 3,
      events: [
        {
          type: 'session.erased',
          sequence: 4,
          version: 2,
          at: '2026-01-02T03:05:05.000Z',
          traceparent: occasion().traceparent,
        },
      ],
      outboxBucket: outboxBucket('t1', 's1'),
      unpublishedSince: STARTED_MS + 60_000,
      erased: true,
    });
  });

  it('stays long enough to be published when the session was about to expire', () => {
    const erased = eraseSession(session, occasion(LIFETIME_MS - 1));
    expect(erased.expiresAtMs).toBe(STARTED_MS + LIFETIME_MS - 1 + 7 * DAY_MS);
  });
});

function toAccepted(session: Session, changes: Record<string, string | number | boolean>) {
  const decision = decideResponses(session, { changes }, occasion(1));
  if (decision.outcome !== 'accepted') throw new Error(decision.outcome);
  return decision;
}
