import type { ServiceBusClient } from '@azure/service-bus';
import { createEventGridPublisher } from '../../shared/adapters/eventGrid/eventGridPublisher.ts';
import { createMemoryDocumentStore } from '../../shared/adapters/memory/memoryDocumentStore.ts';
import { createMemoryObjectStore } from '../../shared/adapters/memory/memoryObjectStore.ts';
import { createServiceBusQueues } from '../../shared/adapters/serviceBus/serviceBusQueues.ts';
import type { Consumers } from '../../shared/application/consumers/createConsumers.ts';
import type { EventServices as Events } from '../../shared/application/dependencies.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { CONSUMERS } from '../../shared/messaging/topology.ts';
import { eventually } from '../support/eventually.ts';
import { createLoopbackEvents } from '../support/loopbackEvents.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';
import {
  createInstance,
  createWorld,
  importSmall,
  inCatalog,
  planIds,
  refusalCode,
  T,
  type TestClock,
} from '../unit/application/harness.ts';
import { createObservedStore } from '../unit/application/observedStore.ts';
import { startEventServices, type EventServices } from './support/eventServices.ts';

// The application in this process, because no store of a process refuses everything on demand; topic, broker and their
// clients are the real ones.

const SESSIONS = 334;
const OUTAGE_MS = 10 * 60_000;
/** How much faster the clock of the application runs than that of the broker. */
const SPEED = 60;
const DONE_WITHIN_MS = 60_000;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function createFastClock(): TestClock & { toRealMs: (ms: number) => number } {
  const startedAt = Date.now();
  let advanced = 0;
  return {
    nowMs: () => startedAt + (Date.now() - startedAt) * SPEED + advanced,
    elapsedMs: () => performance.now(),
    advance: (ms) => void (advanced += ms),
    toRealMs: (ms) => startedAt + (ms - advanced - startedAt) / SPEED,
  };
}

async function openEvents(services: EventServices, toRealMs: (ms: number) => number): Promise<Events> {
  const { EVENT_GRID_TOPIC_ENDPOINT, EVENT_GRID_TOPIC_KEY, ServiceBusConnection } = services.settings;
  const credential = { kind: 'key' as const, key: EVENT_GRID_TOPIC_KEY! };
  const publisher = createEventGridPublisher({ endpoint: EVENT_GRID_TOPIC_ENDPOINT!, credential });
  const queues = await createServiceBusQueues({ kind: 'connectionString', value: ServiceBusConnection! });
  closing.push(
    () => publisher.dispose(),
    () => queues.dispose(),
  );
  return {
    publisher,
    queues: {
      ...queues,
      send: (queue, { notBeforeMs, ...message }) =>
        queues.send(queue, { ...message, ...(notBeforeMs !== undefined && { notBeforeMs: toRealMs(notBeforeMs) }) }),
    },
  };
}

/** Hands messages to consumers as a trigger does: done with when the call ends, given back when it throws. */
function consume(client: ServiceBusClient, consumers: Consumers): void {
  for (const queue of CONSUMERS) {
    const receiver = client.createReceiver(queue);
    closing.push(() => receiver.close());
    receiver.subscribe(
      {
        processMessage: ({ body }) => (queue === 'facts' ? consumers.facts([body]) : consumers[queue](body)),
        processError: () => Promise.resolve(),
      },
      { maxConcurrentCalls: 32 },
    );
  }
}

it('messages outlast ten minutes in which the store refuses: none is dead, all are done', async () => {
  const folder = createTemporaryFolder();
  closing.push(folder.remove);
  const services = await startEventServices({ directory: folder.path });
  closing.push(() => services.close());
  const clock = createFastClock();
  const documents = createObservedStore(createMemoryDocumentStore({ now: clock.nowMs }));
  const events = await openEvents(services, clock.toRealMs);
  const app = createInstance({ documents, objects: createMemoryObjectStore(), clock, events });
  closing.push(() => app.snapshots.dispose());
  await importSmall(app);
  const sessionIds: string[] = [];
  for (let count = 0; count < SESSIONS; count += 1) {
    const { sessionId } = await app.startSession({ ...inCatalog, responses: { network: 'A' } });
    sessionIds.push(sessionId);
  }
  await app.outbox.settled();
  await eventually(() => services.events.length >= SESSIONS * CONSUMERS.length);

  documents.before = () => {
    throw new AppError('store_unavailable');
  };
  const backAtMs = clock.nowMs() + OUTAGE_MS;
  consume(services.client, app.consumers!);
  await eventually(() => clock.nowMs() >= backAtMs);
  expect(await app.listDeadLetters({ limit: 10 })).toEqual({ messages: [] });
  expect(Object.keys(app.metrics.toFields()).filter((field) => field.includes('outcome=done'))).toEqual([]);
  documents.before = () => undefined;

  await eventually(() => services.areQueuesEmpty(), DONE_WITHIN_MS);
  for (const sessionId of sessionIds) {
    const session = { tenantId: T, sessionId };
    for (const kind of ['recommendations', 'reportSummaries']) {
      expect(await app.cache.get([kind, T, sessionId])).toMatchObject({ value: { counters: { sessionVersion: 1 } } });
    }
    expect(await app.getRecommendations({ ...session, minVersion: 1 })).toMatchObject({ source: 'precomputed' });
    expect(await app.facts.get(T, sessionId)).toMatchObject({ version: 1, total: 2 });
  }
  const handled = app.metrics.toFields();
  for (const queue of CONSUMERS) {
    const refused = Number(handled[`queue.handled{queue=${queue},outcome=unavailable}`]);
    // More than the broker delivers a message before it is dead, on average: copies made the difference.
    expect(refused).toBeGreaterThan(3 * SESSIONS);
    expect(handled[`queue.handled{queue=${queue},outcome=done}`]).toBeGreaterThanOrEqual(SESSIONS);
  }
}, 180_000);

it('a store that refuses everything leaves stateless shortlists and the lists that are kept ready', async () => {
  const world = createWorld();
  closing.push(world.dispose);
  const loop = createLoopbackEvents();
  const app = world.start({ events: loop.events });
  await importSmall(app);
  const { sessionId } = await app.startSession({ ...inCatalog, responses: { network: 'A' } });
  const session = { tenantId: T, sessionId };
  await app.outbox.settled();
  await loop.drain(app.consumers!);
  const before = await app.getSession(session);

  world.documents.before = () => {
    throw new AppError('store_unavailable');
  };
  for (const asked of [{}, { minVersion: 1 }]) {
    const list = await app.getRecommendations({ ...session, ...asked });
    expect([list.source, list.fresh, planIds(list)]).toEqual(['precomputed', false, ['p1', 'p3']]);
  }
  const request = { responses: { network: 'B' } };
  expect(planIds(await app.getShortlist({ ...inCatalog, request }))).toEqual(['p2']);
  const refused = [
    app.startSession(inCatalog),
    app.getSession(session),
    app.getRecommendations({ ...session, minVersion: 2 }),
    app.getReportSummary(session),
    app.recordResponses({ ...session, changes: { network: 'B' } }),
    app.giveFeedback({ ...session, feedback: [{ type: 'saved', planId: 'p1' }] }),
    app.eraseSession(session),
  ];
  const codes = await Promise.all(refused.map(refusalCode));
  expect(codes).toEqual(refused.map(() => 'store_unavailable'));

  world.documents.before = () => undefined;
  expect(await app.getSession(session)).toEqual({ ...before, shortlist: expect.anything() as unknown });
  await app.relayOutbox();
  expect(loop.waiting).toEqual([]);
});
