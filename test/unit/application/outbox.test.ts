import { isErased } from '../../../shared/domain/session/session.ts';
import { createLoopbackEvents, type LoopbackEvents } from '../../support/loopbackEvents.ts';
import { createWorld, importSmall, inCatalog, smallCatalog, T, type Instance, type World } from './harness.ts';

let world: World;
let loop: LoopbackEvents;
let app: Instance;

beforeEach(async () => {
  world = createWorld();
  loop = createLoopbackEvents();
  await importSmall(world.start());
  app = world.start({ events: loop.events });
  await app.outbox.stop();
});
afterEach(() => world.dispose());

/** One whose nudges are at work. */
function startNudging(): Instance {
  return world.start({ events: loop.events });
}

const typesAndVersions = (): [string, number][] =>
  loop.published.map((event) => [event.type, event.type === 'catalog.activated' ? event.activation : event.version]);

async function begin(on: Instance, network = 'A') {
  const { sessionId } = await on.startSession({ ...inCatalog, responses: { network } });
  return { tenantId: T, sessionId };
}

const later = (): void => world.clock.advance(3_000);

describe('a nudge', () => {
  it('publishes each event once, in order, and moves the mark', async () => {
    const nudging = startNudging();
    const session = await begin(nudging);
    await nudging.recordResponses({ ...session, changes: { network: 'B', price: 25 } });
    await nudging.giveFeedback({ ...session, feedback: [{ type: 'saved', planId: 'p2' }] });
    await nudging.outbox.stop();
    expect(typesAndVersions().filter(([type]) => type !== 'catalog.activated')).toEqual([
      ['session.started', 0],
      ['response.recorded', 1],
      ['response.recorded', 2],
      ['response.recorded', 3],
      ['feedback.given', 4],
    ]);
    const stored = (await app.sessions.get(T, session.sessionId))!.body;
    expect(stored.publishedThrough).toBe(5);
    expect(stored).not.toHaveProperty('outboxBucket');
    expect(stored).not.toHaveProperty('unpublishedSince');
  });

  it('never makes a writer fail, however many write at once', async () => {
    const nudging = startNudging();
    const session = await begin(nudging);
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => nudging.recordResponses({ ...session, changes: { price: i } })),
    );
    await nudging.outbox.stop();
    const stored = (await app.sessions.get(T, session.sessionId))!.body;
    expect(stored.version).toBe(41);
    expect(stored.publishedThrough).toBe(stored.sequence);
    const own = loop.published.filter((event) => 'sessionId' in event && event.sessionId === session.sessionId);
    expect(own.map(({ sequence }) => sequence)).toEqual(own.map((_, i) => i + 1));
  });

  it('that fails leaves everything to the relay', async () => {
    const nudging = startNudging();
    loop.refuse(true);
    const session = await begin(nudging);
    await nudging.outbox.stop();
    loop.refuse(false);
    later();
    await app.relayOutbox();
    expect(typesAndVersions()).toContainEqual(['response.recorded', 1]);
    expect((await app.sessions.get(T, session.sessionId))!.body.publishedThrough).toBe(2);
  });
});

describe('the relay', () => {
  it('publishes what no nudge did, once what is due, and nothing twice', async () => {
    const session = await begin(app);
    await app.relayOutbox();
    expect(typesAndVersions()).toEqual([]);
    later();
    await app.relayOutbox();
    await app.relayOutbox();
    expect(typesAndVersions().sort()).toEqual([
      ['catalog.activated', 1],
      ['response.recorded', 1],
      ['session.started', 0],
    ]);
    expect((await app.sessions.get(T, session.sessionId))!.body).not.toHaveProperty('unpublishedSince');
  });

  it('publishes what a crash between publishing and moving the mark left, again and in order', async () => {
    const session = await begin(app);
    later();
    const before = (await app.sessions.get(T, session.sessionId))!;
    await app.relayOutbox();
    const after = (await app.sessions.get(T, session.sessionId))!;
    // As it is when the process ended before the mark was moved.
    await app.sessions.replace(after.revision, before.body);
    await app.relayOutbox();
    const sequences = loop.published.filter((event) => 'sessionId' in event).map(({ sequence }) => sequence);
    expect(sequences).toEqual([1, 2, 1, 2]);
  });

  it('of several instances shares the work and leaves nothing out', async () => {
    const sessions = await Promise.all(Array.from({ length: 120 }, () => begin(app)));
    later();
    const others = [app, world.start({ events: loop.events }), world.start({ events: loop.events })];
    await Promise.all(others.map((instance) => instance.relayOutbox()));
    // A bucket that another one had is done by that one, or the next time.
    later();
    await app.relayOutbox();
    for (const { sessionId } of sessions) {
      expect((await app.sessions.get(T, sessionId))!.body).toMatchObject({ publishedThrough: 2 });
      const own = loop.published.filter((event) => 'sessionId' in event && event.sessionId === sessionId);
      expect(own.map(({ sequence }) => sequence).slice(0, 2)).toEqual([1, 2]);
    }
    expect(loop.published.length).toBeLessThan(2.5 * (2 * 120 + 1));
  });

  it('says how old the oldest event is while the service refuses, and goes on when it no longer does', async () => {
    await begin(app);
    loop.refuse(true);
    world.clock.advance(600_000);
    await app.relayOutbox();
    expect(app.metrics.toFields()['outbox.oldestAgeMs']).toBeGreaterThanOrEqual(600_000);
    expect(app.metrics.toFields()['publish.failed']).toBeGreaterThan(0);
    loop.refuse(false);
    await app.relayOutbox();
    expect(app.metrics.toFields()['outbox.oldestAgeMs']).toBeUndefined();
    expect(loop.published).toHaveLength(3);
  });

  it('goes on where a relay that died had the lease, once that has lapsed', async () => {
    await begin(app);
    const { outboxBucket } = (await app.sessions.findUnpublished({ limit: 1 })).documents[0]!.body;
    const leases = world.documents.collection<{ holder: string }>({ name: 'outboxLeases', indexes: {} });
    const key = { partitionKey: String(outboxBucket), id: 'lease' };
    await leases.create(key, { holder: 'dead' }, { expiresAtMs: world.clock.nowMs() + 30_000 });
    later();
    await app.relayOutbox();
    expect(typesAndVersions().filter(([type]) => type === 'session.started')).toEqual([]);
    world.clock.advance(30_000);
    await app.relayOutbox();
    expect(typesAndVersions().filter(([type]) => type === 'session.started')).toHaveLength(1);
  });
});

describe('a switch of versions', () => {
  it('is published once for each activation, rollbacks included', async () => {
    await importSmall(
      app,
      smallCatalog((catalog) => (catalog.title = 'Other')),
    );
    await app.activateVersion({ ...inCatalog, version: 2 });
    await app.activateVersion({ ...inCatalog, version: 1 });
    later();
    await app.relayOutbox();
    expect(typesAndVersions()).toEqual([
      ['catalog.activated', 1],
      ['catalog.activated', 2],
      ['catalog.activated', 3],
    ]);
    expect((await app.activations.get(inCatalog))!.body).toEqual({
      ...inCatalog,
      activeVersion: 1,
      activation: 3,
      title: 'Small',
      plans: 3,
    });
  });
});

describe('an erased session', () => {
  it('publishes its erasure, and nothing it held', async () => {
    const session = await begin(app);
    await app.eraseSession(session);
    later();
    await app.relayOutbox();
    const own = loop.published.filter((event) => 'sessionId' in event);
    expect(own.map(({ type }) => type)).toEqual(['session.erased']);
    const stored = (await app.sessions.get(T, session.sessionId))!.body;
    expect(isErased(stored)).toBe(true);
    expect(stored.publishedThrough).toBe(stored.sequence);
  });
});
