import type { Responses } from '../../../shared/domain/engine/schema.ts';
import type { Timing } from '../../../shared/application/useCases.ts';
import {
  createWorld,
  importSmall,
  inCatalog,
  refusal,
  refusalCode,
  smallCatalog,
  T,
  type Instance,
  type World,
} from './harness.ts';

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

describe('recording responses', () => {
  it('costs one read and one write of the store, whatever the number of changes', async () => {
    const session = await begin();
    world.documents.reset();
    await app.recordResponses({ ...session, changes: { network: 'A' } });
    expect(world.documents.counts).toEqual({ 'sessions.get': 1, 'sessions.replace': 1 });
    world.documents.reset();
    await app.recordResponses({ ...session, changes: { network: 'B', esim: true, price: 25 }, idempotencyKey: 'k' });
    expect(world.documents.counts).toEqual({ 'sessions.get': 1, 'sessions.replace': 1 });
  });

  it('merges, raises the version by the number of changes, and answers from the new state', async () => {
    const session = await begin({ network: 'A', price: 15 });
    const recorded = await app.recordResponses({ ...session, changes: { price: null, esim: true, network: 'A' } });
    expect(recorded).toMatchObject({ version: 4, shortlist: { sessionVersion: 4, total: 2 } });
    expect((await app.getSession(session)).responses).toEqual({ network: 'A', esim: true });
  });

  it('writes nothing when every answer equals the stored one', async () => {
    const session = await begin({ travel: ['fr', 'es'], price: 0 });
    world.documents.reset();
    const recorded = await app.recordResponses({ ...session, changes: { travel: ['es', 'fr', 'es'], price: -0 } });
    expect(recorded.version).toBe(2);
    expect(world.documents.counts).toEqual({ 'sessions.get': 1 });
  });

  it('is all or nothing: one wrong answer and nothing changes', async () => {
    const session = await begin({ network: 'A' });
    const error = await refusal(app.recordResponses({ ...session, changes: { esim: true, 'a/b~c': 1, price: '1' } }));
    expect(error.code).toBe('invalid_responses');
    expect(error.details).toMatchObject({
      total: 2,
      faults: [{ path: '/responses/a~1b~0c' }, { path: '/responses/price' }],
    });
    expect(await app.getSession(session)).toMatchObject({ version: 1, responses: { network: 'A' } });
  });

  it('keeps answers to questions called __proto__ and constructor', async () => {
    const changes = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Responses;
    const session = await begin(changes);
    const { responses, version } = await app.getSession(session);
    expect(version).toBe(2);
    expect(JSON.stringify(responses)).toBe('{"__proto__":"x","constructor":"y"}');
    const removed = JSON.parse('{"__proto__": null}') as Responses;
    await app.recordResponses({ ...session, changes: removed });
    expect(JSON.stringify((await app.getSession(session)).responses)).toBe('{"constructor":"y"}');
  });

  it('with If-Match is refused when a response changed since, and only then', async () => {
    const session = await begin({ network: 'A' });
    await app.giveFeedback({ ...session, feedback: [{ type: 'saved', planId: 'p1' }] });
    const stale = app.recordResponses({ ...session, changes: { price: 5 }, expectedVersion: 0 });
    expect(await refusalCode(stale)).toBe('version_mismatch');
    const recorded = await app.recordResponses({ ...session, changes: { price: 5 }, expectedVersion: 1 });
    expect(recorded.version).toBe(3);
  });

  it('names wrong answers before a stale version', async () => {
    const session = await begin({ network: 'A' });
    const both = app.recordResponses({ ...session, changes: { price: 'x' }, expectedVersion: 0 });
    expect(await refusalCode(both)).toBe('invalid_responses');
  });

  it('with a key can be repeated after other changes, with If-Match too', async () => {
    const session = await begin({ network: 'A' });
    const command = { ...session, changes: { price: 15 }, idempotencyKey: 'key', expectedVersion: 1 };
    const first = await app.recordResponses(command);
    await app.recordResponses({ ...session, changes: { price: 25, network: null } });
    expect(await app.recordResponses(command)).toEqual(first);
    expect((await app.getSession(session)).version).toBe(4);
    const other = { ...command, changes: { price: 16 } };
    expect(await refusalCode(app.recordResponses(other))).toBe('idempotency_mismatch');
  });

  it('with a key remembers also that nothing changed', async () => {
    const session = await begin({ network: 'A' });
    const command = { ...session, changes: { network: 'A' }, idempotencyKey: 'key' };
    expect((await app.recordResponses(command)).version).toBe(1);
    await app.recordResponses({ ...session, changes: { network: 'B' } });
    const repeated = await app.recordResponses(command);
    expect(repeated).toMatchObject({ version: 1, shortlist: { sessionVersion: 1, total: 2 } });
  });

  it('forgets a refused request: its key may come again', async () => {
    const session = await begin();
    const refused = app.recordResponses({ ...session, changes: { price: 'x' }, idempotencyKey: 'key' });
    expect(await refusalCode(refused)).toBe('invalid_responses');
    const recorded = await app.recordResponses({ ...session, changes: { price: 5 }, idempotencyKey: 'key' });
    expect(recorded.version).toBe(1);
  });

  it('tells apart the same key on different calls', async () => {
    const session = await begin();
    await app.recordResponses({ ...session, changes: { price: 5 }, idempotencyKey: 'key' });
    const feedback = [{ type: 'saved' as const, planId: 'p1' }];
    const reused = app.giveFeedback({ ...session, feedback, idempotencyKey: 'key' });
    expect(await refusalCode(reused)).toBe('idempotency_mismatch');
  });

  it('survives another writer between read and write', async () => {
    const session = await begin();
    const other = world.start();
    world.documents.before = async (operation) => {
      if (operation !== 'sessions.replace') return;
      world.documents.before = () => undefined;
      await other.recordResponses({ ...session, changes: { price: 3 } });
    };
    const recorded = await app.recordResponses({ ...session, changes: { network: 'A' } });
    expect(recorded.version).toBe(2);
    expect((await app.getSession(session)).responses).toEqual({ price: 3, network: 'A' });
  });

  it('gives up with an error a caller can repeat when others always come first', async () => {
    const session = await begin();
    const other = world.start();
    let price = 0;
    let inside = false;
    world.documents.before = async (operation) => {
      if (operation !== 'sessions.replace' || inside) return;
      inside = true;
      await other.recordResponses({ ...session, changes: { price: ++price } });
      inside = false;
    };
    expect(await refusalCode(app.recordResponses({ ...session, changes: { network: 'A' } }))).toBe('write_conflict');
    world.documents.before = () => undefined;
    expect((await app.getSession(session)).responses).toEqual({ price });
  });

  it('keeps every one of many changes at once, each read and written once', async () => {
    const session = await begin();
    world.documents.reset();
    const prices = Array.from({ length: 40 }, (_, index) => index + 1);
    const recorded = await Promise.all(prices.map((price) => app.recordResponses({ ...session, changes: { price } })));
    expect(recorded.map(({ version }) => version)).toEqual(prices);
    expect(world.documents.counts).toEqual({ 'sessions.get': 40, 'sessions.replace': 40 });
  });

  it('is refused when the session is full', async () => {
    const session = await begin();
    for (let price = 1; price < 500; price++) await app.recordResponses({ ...session, changes: { price } });
    const full = app.recordResponses({ ...session, changes: { price: 1e6 } });
    expect(await refusalCode(full)).toBe('session_full');
    const equal = await app.recordResponses({ ...session, changes: { price: 499 } });
    expect(equal.version).toBe(499);
    await app.eraseSession(session);
  });

  it('keeps the trace context of the request with the event, and makes one when none came', async () => {
    const session = await begin();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await app.recordResponses({ ...session, changes: { price: 1 }, traceparent });
    await app.recordResponses({ ...session, changes: { price: 2 }, traceparent: 'nonsense' });
    const stored = await app.sessions.get(session.tenantId, session.sessionId);
    const traces = stored!.body.events.map((event) => event.traceparent);
    expect(traces[1]).toBe(traceparent);
    for (const trace of traces) expect(trace).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(new Set(traces).size).toBe(3);
  });

  it('stores the activation it was answered with: an instance behind loads it first', async () => {
    const session = await begin();
    const behind = world.start();
    await behind.getSession(session);
    await importSmall(
      app,
      smallCatalog(({ plans }) => plans.pop()),
    );
    await app.activateVersion({ ...inCatalog, version: 2 });
    await app.recordResponses({ ...session, changes: { price: 100 } });
    expect((await behind.getSession(session)).shortlist).toMatchObject({ activation: 2, total: 2 });
  });

  it('says where the time went', async () => {
    const session = await begin();
    const timing: Timing = new Map();
    await app.recordResponses({ ...session, changes: { price: 1 }, timing });
    expect([...timing.keys()].sort()).toEqual(['engine', 'store']);
    for (const ms of timing.values()) expect(ms).toBeGreaterThan(0);
  });
});

describe('responses and the active version', () => {
  it('ignores, lists and keeps responses that no longer fit, and lets them be taken away', async () => {
    const session = await begin({ network: 'A', esim: true, price: 25 });
    const changed = smallCatalog(({ questions }) => {
      questions.splice(0, 1);
      questions.find(({ id }) => id === 'esim')!.kind = 'single';
      Object.assign(
        questions.find(({ id }) => id === 'esim')!,
        { attribute: 'network' },
      );
    });
    await importSmall(app, changed);
    await app.activateVersion({ ...inCatalog, version: 2 });

    const view = await app.getSession(session);
    expect(view.ignoredResponses.sort()).toEqual(['esim', 'network']);
    expect(view.responses).toEqual({ network: 'A', esim: true, price: 25 });
    expect(view.shortlist).toMatchObject({ catalogVersion: 2, activation: 2, total: 2 });

    const unknown = app.recordResponses({ ...session, changes: { network: 'B' } });
    expect(await refusalCode(unknown)).toBe('invalid_responses');
    const removed = await app.recordResponses({ ...session, changes: { network: null, esim: null } });
    expect(removed.version).toBe(5);
    expect(await app.getSession(session)).toMatchObject({ ignoredResponses: [], responses: { price: 25 } });
    const never = app.recordResponses({ ...session, changes: { network: null } });
    expect(await refusalCode(never)).toBe('invalid_responses');

    await app.activateVersion({ ...inCatalog, version: 1 });
    expect(await app.getSession(session)).toMatchObject({ shortlist: { catalogVersion: 1, activation: 3 } });
  });
});
