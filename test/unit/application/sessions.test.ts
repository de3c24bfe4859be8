import { bodyOf } from '../../support/catalogBody.ts';
import type { Responses } from '../../../shared/domain/engine/schema.ts';
import {
  C,
  createWorld,
  importSmall,
  inCatalog,
  planIds,
  refusal,
  refusalCode,
  smallCatalog,
  T,
  type Instance,
  type World,
} from './harness.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let world: World;
let app: Instance;

beforeEach(async () => {
  world = createWorld();
  app = world.start();
  await importSmall(app);
});
afterEach(() => world.dispose());

async function begin(responses: Responses = {}) {
  const started = await app.startSession({ ...inCatalog, responses });
  return { tenantId: T, sessionId: started.sessionId };
}

describe('starting a session', () => {
  it('answers with a token for it, its version and the shortlist of its responses', async () => {
    const started = await app.startSession({ ...inCatalog, responses: { network: 'A', esim: null }, userId: 'u' });
    expect(started).toMatchObject({
      version: 1,
      expiresAt: '2026-04-01T00:00:00.000Z',
      shortlist: { catalogId: C, catalogVersion: 1, activation: 1, sessionVersion: 1, source: 'live', total: 2 },
    });
    expect(planIds(started.shortlist)).toEqual(['p1', 'p3']);
    const grant = await app.tokens.verify(started.token);
    expect(grant).toEqual({ tenantId: T, sessionId: started.sessionId, scope: 'rw' });
    const session = await app.getSession({ tenantId: T, sessionId: started.sessionId });
    expect(session).toMatchObject({ userId: 'u', responses: { network: 'A' }, version: 1, ignoredResponses: [] });
  });

  it('names every response that does not fit, and stores nothing', async () => {
    world.documents.reset();
    const responses = { network: 5, nobody: 'x', budget: { min: 2, max: 1 }, price: 1 };
    const error = await refusal(app.startSession({ ...inCatalog, responses }));
    expect(error.code).toBe('invalid_responses');
    expect(error.details.faults?.map(({ path }) => path)).toEqual([
      '/responses/network',
      '/responses/nobody',
      '/responses/budget',
    ]);
    expect(world.documents.counts['sessions.create']).toBeUndefined();
  });

  it('on a catalogue that is not there is refused', async () => {
    expect(await refusalCode(app.startSession({ tenantId: T, catalogId: 'nothing' }))).toBe('catalog_not_found');
  });

  it('with a key can be repeated: the same session, and the version and shortlist of then', async () => {
    const command = { ...inCatalog, responses: { network: 'A' }, idempotencyKey: 'key' };
    const first = await app.startSession(command);
    const session = { tenantId: T, sessionId: first.sessionId };
    await app.recordResponses({ ...session, changes: { network: 'B' } });
    expect(await app.startSession(command)).toEqual(first);
    const other = { ...command, responses: { network: 'B' } };
    expect(await refusalCode(app.startSession(other))).toBe('idempotency_mismatch');
    expect(await refusalCode(app.startSession({ ...command, bodyDigest: 'other' }))).toBe('idempotency_mismatch');
  });

  it('with a key twice at once makes one session', async () => {
    const command = { ...inCatalog, responses: { network: 'A' }, idempotencyKey: 'key' };
    const [one, other] = await Promise.all([app.startSession(command), app.startSession(command)]);
    expect(other).toEqual(one);
    expect(world.documents.held().filter((text) => text.includes('session.started'))).toHaveLength(1);
  });

  it('with the key of another tenant makes another session', async () => {
    await app.importCatalog({ tenantId: 'tenant-2', catalogId: C, body: bodyOf(smallCatalog()) });
    const one = await app.startSession({ ...inCatalog, idempotencyKey: 'key' });
    const other = await app.startSession({ tenantId: 'tenant-2', catalogId: C, idempotencyKey: 'key' });
    expect(other.sessionId).not.toBe(one.sessionId);
  });
});

describe('giving feedback', () => {
  it('raises the version for all but viewed, with one write', async () => {
    const session = await begin();
    world.documents.reset();
    const feedback = [
      { type: 'viewed' as const, planId: 'p1' },
      { type: 'saved' as const, planId: 'p2' },
      { type: 'dismissed' as const, planId: 'p3' },
    ];
    expect(await app.giveFeedback({ ...session, feedback })).toEqual({ version: 2 });
    expect(world.documents.counts).toEqual({ 'sessions.get': 1, 'sessions.replace': 1 });
    const given = (await app.getSession(session)).feedback;
    expect(given).toEqual(feedback.map((one) => ({ ...one, at: '2026-01-01T00:00:00.000Z' })));
  });

  it('on plans that are not there is refused, naming each', async () => {
    const session = await begin();
    const feedback = ['p1', 'p9', '__proto__'].map((planId) => ({ type: 'saved' as const, planId }));
    const error = await refusal(app.giveFeedback({ ...session, feedback }));
    expect(error.code).toBe('invalid_request');
    expect(error.details.faults?.map(({ path }) => path)).toEqual(['/1/planId', '/2/planId']);
    expect((await app.getSession(session)).feedback).toEqual([]);
  });

  it('with a key is given once', async () => {
    const session = await begin();
    const command = { ...session, feedback: [{ type: 'saved' as const, planId: 'p1' }], idempotencyKey: 'key' };
    expect(await app.giveFeedback(command)).toEqual({ version: 1 });
    expect(await app.giveFeedback(command)).toEqual({ version: 1 });
    expect((await app.getSession(session)).feedback).toHaveLength(1);
  });
});

describe('erasing a session', () => {
  it('leaves no trace of the person in any document, and the session is gone for every call', async () => {
    const travel = ['secret-answer-1', 'secret-answer-2'];
    const start = { ...inCatalog, userId: 'secret-user', responses: { travel }, idempotencyKey: 'secret-key' };
    const { sessionId } = await app.startSession(start);
    const session = { tenantId: T, sessionId };
    await app.recordResponses({ ...session, changes: { network: 'secret-network' }, idempotencyKey: 'secret-key-2' });
    await app.giveFeedback({ ...session, feedback: [{ type: 'chosen', planId: 'p2' }] });
    const trace = /secret|"p2"|chosen|travel|idempotency|startedBy/;
    expect(world.documents.held().some((text) => trace.test(text))).toBe(true);

    await app.eraseSession(session);

    expect(world.documents.held().filter((text) => trace.test(text))).toEqual([]);
    const calls = [
      app.getSession(session),
      app.recordResponses({ ...session, changes: { price: 1 } }),
      app.giveFeedback({ ...session, feedback: [{ type: 'saved', planId: 'p1' }] }),
      app.eraseSession(session),
      app.startSession(start),
    ];
    expect(await Promise.all(calls.map(refusalCode))).toEqual(calls.map(() => 'session_not_found'));
  });

  it('and recording at once: the session ends erased, whichever came first', async () => {
    const session = await begin({ network: 'A' });
    await Promise.allSettled([
      app.recordResponses({ ...session, changes: { network: 'secret-network' } }),
      app.eraseSession(session),
      app.recordResponses({ ...session, changes: { network: 'secret-network-2' } }),
    ]);
    expect(await refusalCode(app.getSession(session))).toBe('session_not_found');
    expect(world.documents.held().filter((text) => text.includes('secret'))).toEqual([]);
  });
});

describe('a session', () => {
  it('expires after its days, counted from its start', async () => {
    const session = await begin();
    world.clock.advance(89 * DAY_MS);
    await app.recordResponses({ ...session, changes: { network: 'A' } });
    world.clock.advance(DAY_MS - 1);
    expect((await app.getSession(session)).version).toBe(1);
    world.clock.advance(1);
    expect(await refusalCode(app.getSession(session))).toBe('session_not_found');
    const change = app.recordResponses({ ...session, changes: { network: 'B' } });
    expect(await refusalCode(change)).toBe('session_not_found');
  });

  it('is not there for another tenant, nor under ids that look like its key', async () => {
    const session = await begin({ network: 'A' });
    const strangers = [
      { ...session, tenantId: 'tenant-2' },
      { tenantId: '', sessionId: `${T}|${session.sessionId}` },
      { tenantId: `${T}|${session.sessionId}`, sessionId: '' },
      { tenantId: T, sessionId: '__proto__' },
    ];
    for (const stranger of strangers) {
      expect(await refusalCode(app.getSession(stranger))).toBe('session_not_found');
      expect(await refusalCode(app.recordResponses({ ...stranger, changes: { price: 1 } }))).toBe('session_not_found');
      expect(await refusalCode(app.eraseSession(stranger))).toBe('session_not_found');
    }
    expect((await app.getSession(session)).version).toBe(1);
  });

  it('never falls back behind an activation it was answered with', async () => {
    const behind = world.start();
    await behind.getShortlist({ ...inCatalog, request: {} });
    await importSmall(
      app,
      smallCatalog(({ plans }) => plans.pop()),
    );
    await app.activateVersion({ ...inCatalog, version: 2 });
    const session = await begin();
    expect((await behind.getShortlist({ ...inCatalog, request: {} })).activation).toBe(1);
    const view = await behind.getSession(session);
    expect(view.shortlist).toMatchObject({ catalogVersion: 2, activation: 2, total: 2 });
    expect((await behind.getShortlist({ ...inCatalog, request: {} })).activation).toBe(2);
  });
});
