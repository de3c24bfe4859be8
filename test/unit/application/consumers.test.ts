import { AppError } from '../../../shared/domain/errors.ts';
import { createLoopbackEvents, type LoopbackEvents, type Waiting } from '../../support/loopbackEvents.ts';
import { until } from '../../support/until.ts';
import { createWorld, importSmall, inCatalog, smallCatalog, T, type Instance, type World } from './harness.ts';

let world: World;
let loop: LoopbackEvents;
let app: Instance;

async function open(): Promise<void> {
  world = createWorld();
  loop = createLoopbackEvents();
  await importSmall(world.start());
  app = world.start({ events: loop.events });
}
beforeEach(open);
afterEach(() => world.dispose());

const drain = async (): Promise<void> => {
  await app.outbox.settled();
  await loop.drain(app.consumers!);
};

async function begin(responses = {}) {
  const { sessionId } = await app.startSession({ ...inCatalog, responses });
  return { tenantId: T, sessionId };
}

/** Another version becomes active, which lacks the last plan. */
async function activateShorter(): Promise<void> {
  await importSmall(
    app,
    smallCatalog((catalog) => catalog.plans.pop()),
  );
  await app.activateVersion({ ...inCatalog, version: 2 });
}

describe('an accepted response', () => {
  it('is read as a precomputed recommendation and in the report summary', async () => {
    const session = await begin({ network: 'A' });
    await drain();
    expect(await app.getRecommendations(session)).toMatchObject({
      sessionId: session.sessionId,
      source: 'precomputed',
      fresh: true,
      sessionVersion: 1,
      activation: 1,
      modelVersion: null,
      plans: [{ planId: 'p1' }, { planId: 'p3' }],
    });
    expect(await app.getReportSummary(session)).toMatchObject({ fresh: true, sessionVersion: 1, total: 2 });
    expect(await app.facts.get(T, session.sessionId)).toMatchObject({
      version: 1,
      responses: { network: 'A' },
      total: 2,
    });
  });

  it('leaves at most three messages', async () => {
    const session = await begin();
    await app.outbox.settled();
    const before = loop.waiting.length;
    await app.recordResponses({ ...session, changes: { network: 'B' } });
    await app.outbox.settled();
    expect(loop.waiting.slice(before).map(({ queue }) => queue)).toEqual(['precompute', 'report', 'facts']);
  });

  it('says that the list is older until its event was done', async () => {
    const session = await begin({ network: 'A' });
    await drain();
    await app.recordResponses({ ...session, changes: { network: 'B' } });
    expect(await app.getRecommendations(session)).toMatchObject({
      source: 'precomputed',
      fresh: false,
      sessionVersion: 1,
    });
    expect(await app.getRecommendations({ ...session, minVersion: 2 })).toMatchObject({
      source: 'live',
      fresh: true,
      sessionVersion: 2,
      plans: [{ planId: 'p2' }],
    });
    await drain();
    expect(await app.getRecommendations({ ...session, minVersion: 2 })).toMatchObject({
      source: 'precomputed',
      plans: [{ planId: 'p2' }],
    });
  });

  it('costs its reader one read of the cache beside one of the session', async () => {
    const session = await begin({ network: 'A' });
    await drain();
    world.documents.reset();
    const reads = jest.spyOn(app.cache, 'get');
    await app.getRecommendations({ ...session, minVersion: 1 });
    expect(world.documents.counts).toEqual({ 'sessions.get': 1 });
    expect(reads).toHaveBeenCalledTimes(1);
  });

  it('is not called fresh once the session has gone on, whatever version is asked for', async () => {
    const session = await begin({ network: 'A' });
    await drain();
    await app.recordResponses({ ...session, changes: { network: 'B' } });
    expect(await app.getRecommendations({ ...session, minVersion: 1 })).toMatchObject({
      fresh: false,
      sessionVersion: 1,
    });
  });

  it('is read as it was kept while the store does not answer, and not called fresh', async () => {
    const session = await begin({ network: 'A' });
    await drain();
    world.documents.before = () => {
      throw new AppError('store_unavailable');
    };
    expect(await app.getRecommendations(session)).toMatchObject({ source: 'precomputed', fresh: false });
    await expect(app.getRecommendations({ ...session, minVersion: 2 })).rejects.toMatchObject({
      code: 'store_unavailable',
    });
  });

  it('of a version that is not reached is refused', async () => {
    const session = await begin({ network: 'A' });
    await expect(app.getRecommendations({ ...session, minVersion: 2 })).rejects.toMatchObject({
      code: 'version_ahead',
    });
  });

  it('is announced once, and only when the list changed', async () => {
    const session = await begin({ network: 'A' });
    await drain();
    await app.recordResponses({ ...session, changes: { constructor: 'anything' } });
    await drain();
    const announced = () =>
      loop.published.filter(({ type }) => type === 'recommendation.updated').map(({ version }) => version);
    expect(announced()).toEqual([1]);
    await app.giveFeedback({ ...session, feedback: [{ type: 'viewed', planId: 'p1' }] });
    await drain();
    expect(announced()).toEqual([1]);
    await app.recordResponses({ ...session, changes: { network: 'B' } });
    await drain();
    expect(announced()).toEqual([1, 3]);
  });
});

describe('feedback', () => {
  it('makes what others chose count, once it was counted', async () => {
    for (let i = 0; i < 3; i++) {
      const other = await begin();
      await app.giveFeedback({ ...other, feedback: [{ type: 'chosen', planId: 'p2' }] });
    }
    await drain();
    await app.countPopularities();
    await app.countPopularities();
    world.clock.advance(10_000);
    // What is known is a little old; asking for it has it read again.
    await app.popularities.current(T, 'small');
    await app.popularities.current(T, 'small');
    const session = await begin();
    await drain();
    const list = await app.getRecommendations(session);
    expect(list).toMatchObject({ modelVersion: 1, fresh: true });
    expect(list.plans.map(({ planId, score }) => [planId, score])).toEqual([
      ['p1', 0.8 * 0.75],
      ['p2', 0.8 * 0.5 + 0.2],
      ['p3', 0.8 * 0.25],
    ]);
  });

  it('takes a dismissed plan out of the list', async () => {
    const session = await begin({ network: 'A' });
    await app.giveFeedback({ ...session, feedback: [{ type: 'dismissed', planId: 'p1' }] });
    await drain();
    const { plans, sessionVersion } = await app.getRecommendations(session);
    expect(plans.map(({ planId }) => planId)).toEqual(['p3']);
    expect(sessionVersion).toBe(2);
  });
});

describe('a message', () => {
  it('of a session that reads do not show yet is behind, and done once they do', async () => {
    const session = await begin({ network: 'A' });
    await app.outbox.settled();
    const [first] = loop.waiting as [Waiting];
    const ahead = { ...first, message: { ...first.message, data: { ...first.message.data, sequence: 9, version: 9 } } };
    await loop.deliver(app.consumers!, ahead);
    expect(loop.sent).toMatchObject([
      { queue: 'precompute', message: { properties: { reason: 'the session is behind' } } },
    ]);
    await drain();
    expect(await app.getRecommendations(session)).toMatchObject({ source: 'precomputed' });
  });

  it('that a later one has superseded computes nothing', async () => {
    const session = await begin({ network: 'A' });
    await app.outbox.settled();
    const early = loop.waiting.filter(({ queue }) => queue === 'precompute');
    await app.recordResponses({ ...session, changes: { network: 'B' } });
    for (const one of early) await loop.deliver(app.consumers!, one);
    expect((await app.cache.get(['recommendations', T, session.sessionId])).outcome).toBe('miss');
    await drain();
    expect(await app.getRecommendations(session)).toMatchObject({ source: 'precomputed', sessionVersion: 2 });
  });

  it('is tried again later while the cache or the store does not answer', async () => {
    const session = await begin({ network: 'A' });
    await app.outbox.settled();
    const down = world.start({
      events: loop.events,
      cache: {
        ...app.cache,
        get: () => Promise.resolve({ outcome: 'unavailable' }),
        put: () => Promise.resolve({ outcome: 'unavailable' }),
      },
    });
    const ofPrecompute = loop.waiting.filter(({ queue }) => queue === 'precompute').at(-1)!;
    await loop.deliver(down.consumers!, ofPrecompute);
    world.documents.before = (operation) => {
      if (operation === 'sessions.get') throw new AppError('store_unavailable');
    };
    await loop.deliver(app.consumers!, ofPrecompute);
    world.documents.before = () => undefined;
    expect(loop.sent.map(({ queue, message }) => [queue, message.properties.reason])).toEqual([
      ['precompute', 'cache'],
      ['precompute', 'store_unavailable'],
    ]);
    await drain();
    expect(await app.getRecommendations(session)).toMatchObject({ source: 'precomputed' });
  });
});

describe('an activation', () => {
  it('whose message came while the cache did not answer is done when it does again', async () => {
    const session = await begin({ network: 'A' });
    await drain();
    await activateShorter();
    await until(() => Promise.resolve(loop.waiting.length > 0));
    // The first activation is told of too, which the server that imported could not.
    const activated = loop.waiting.splice(0).at(-1)!;
    const away = { ...app.cache, get: () => Promise.resolve({ outcome: 'unavailable' as const }) };
    await loop.deliver(world.start({ events: loop.events, cache: away }).consumers!, activated);
    expect(loop.sent).toMatchObject([{ queue: 'precompute', message: { properties: { reason: 'cache' } } }]);
    await loop.deliver(app.consumers!, activated);
    const list = await app.getRecommendations(session);
    expect(list).toMatchObject({ source: 'precomputed', fresh: true, activation: 2 });
    expect(list.plans.map(({ planId }) => planId)).toEqual(['p1']);
  });
});

describe('an expired session', () => {
  it('is nothing to work on, and nothing is kept instead', async () => {
    const session = await begin({ network: 'A' });
    await app.outbox.settled();
    world.clock.advance(91 * 24 * 60 * 60 * 1000);
    await drain();
    expect(loop.sent).toEqual([]);
    expect((await app.cache.get(['recommendations', T, session.sessionId])).outcome).toBe('miss');
    expect(world.documents.held().filter((text) => text.includes('"erased"'))).toEqual([]);
  });
});

describe('a rollback', () => {
  it('while workers are behind leaves the lists of the version rolled back to', async () => {
    const session = await begin({ network: 'A' });
    await drain();
    await activateShorter();
    await drain();
    expect((await app.getRecommendations(session)).plans.map(({ planId }) => planId)).toEqual(['p1']);

    // A worker that still has version 2 in memory, and computes from it late.
    const late = world.start({ events: loop.events, cache: app.cache });
    await late.recordResponses({ ...session, changes: { esim: true } });
    await late.outbox.settled();
    const held = loop.waiting.splice(0);
    await app.activateVersion({ ...inCatalog, version: 1 });
    await drain();
    for (const one of held) await loop.deliver(late.consumers!, one);
    const list = await app.getRecommendations(session);
    expect(list).toMatchObject({ source: 'precomputed', fresh: true, activation: 3, sessionVersion: 2 });
    expect(list.plans.map(({ planId }) => planId)).toEqual(['p1', 'p3']);
  });
});

describe('an erased session', () => {
  it('is gone from every store and from the cache, also for messages that come late', async () => {
    const secrets = ['plan-p1-secret', 'user-secret'];
    await importSmall(
      app,
      smallCatalog((catalog) => (catalog.plans[0]!.planId = secrets[0]!)),
    );
    await app.activateVersion({ ...inCatalog, version: 2 });
    const { sessionId } = await app.startSession({ ...inCatalog, responses: { network: 'A' }, userId: secrets[1]! });
    const session = { tenantId: T, sessionId };
    await app.giveFeedback({ ...session, feedback: [{ type: 'chosen', planId: secrets[0]! }] });
    await app.outbox.settled();
    const late = [...loop.waiting];
    await drain();
    await app.eraseSession(session);
    await drain();
    for (const one of late) await loop.deliver(app.consumers!, one);
    for (const one of late.toReversed()) await loop.deliver(app.consumers!, one);

    await expect(app.getRecommendations(session)).rejects.toMatchObject({ code: 'session_not_found' });
    await expect(app.getRecommendations({ ...session, minVersion: 1 })).rejects.toMatchObject({
      code: 'session_not_found',
    });
    await expect(app.getReportSummary(session)).rejects.toMatchObject({ code: 'session_not_found' });
    expect(await app.facts.get(T, sessionId)).toBeUndefined();
    const ofSession = world.documents.held().filter((text) => text.includes(sessionId));
    for (const text of ofSession) {
      expect(text).not.toMatch(/network|plan-p1-secret|user-secret|"A"/);
    }
    for (const kind of ['recommendations', 'reportSummaries']) {
      expect(await app.cache.get([kind, T, sessionId])).toMatchObject({ value: { text: '' } });
    }
  });
});
