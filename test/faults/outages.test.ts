import { spawnSync } from 'node:child_process';
import type { Health, ReportSummaryAnswer, SessionView } from '../../shared/application/useCases.ts';
import type { Problem } from '../../functions/http/pipeline/problem.ts';
import { eventually } from '../support/eventually.ts';
import { hasRedisServer, redisServerReason, startRedisServer } from '../support/redisServer.ts';
import { describeIf, hasTool } from '../support/requireTool.ts';
import { sendJson, type JsonReply } from '../support/sendJson.ts';
import type { ServerProcess } from '../support/serverProcess.ts';
import { stateText } from '../support/sessionModel.ts';
import {
  answer,
  cachedVersions,
  CATALOG,
  giveFeedback,
  isProjected,
  manage,
  readRecommendations,
  startSession,
  type Participant,
} from './support/app.ts';
import { closeSurroundings, openSurroundings, type Surroundings } from './support/surroundings.ts';

// Each test is a row of "When something is down" in docs/events.md.

let surroundings: Surroundings;
let server: ServerProcess;
let who: Participant;

async function open(): Promise<void> {
  surroundings = await openSurroundings();
  server = await surroundings.start();
  who = await startSession(server);
  await eventually(() => isProjected(server, surroundings.redis, who));
}

const ofSession = (path: string) => `${server.url}/sessions/${who.sessionId}${path}`;
const readSummary = () => sendJson<ReportSummaryAnswer>(ofSession('/report-summary'), { token: who.token });
const readSession = () => sendJson<SessionView>(ofSession(''), { token: who.token });

const readState = async (): Promise<string> => stateText((await readSession()).body);

/** A person answers, gives feedback, looks at lists, and another one begins: none of it fails. */
async function expectPeopleNoticeNothing(network: string): Promise<Participant> {
  expect((await answer(server, who, { network })).status).toBe(200);
  expect((await giveFeedback(server, who, 'saved', 'p1')).status).toBe(200);
  expect(await readRecommendations(server, who)).toMatchObject({ status: 200 });
  expect(await readRecommendations(server, who, who.version)).toMatchObject({
    status: 200,
    body: { fresh: true, sessionVersion: who.version },
  });
  expect(await readSummary()).toMatchObject({ status: 200 });
  expect(await readSession()).toMatchObject({ status: 200, body: { version: who.version } });
  const other = await startSession(server);
  expect(await readRecommendations(server, other, other.version)).toMatchObject({ status: 200 });
  return other;
}

async function expectCaughtUp(...participants: Participant[]): Promise<void> {
  const { redis, services } = surroundings;
  for (const one of participants) await eventually(() => isProjected(server, redis, one), CAUGHT_UP_WITHIN_MS);
  await eventually(() => services.areQueuesEmpty(), CAUGHT_UP_WITHIN_MS);
  expect(await readSummary()).toMatchObject({ body: { fresh: true, sessionVersion: who.version } });
}

/** What waited longest is tried again after half a minute at most, and a relay comes every 5 s. */
const CAUGHT_UP_WITHIN_MS = 60_000;

function expectTryLater(reply: JsonReply<unknown>, code: string): void {
  expect(reply).toMatchObject({ status: 503, body: { code } });
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
}

describeIf(hasRedisServer, redisServerReason, 'while', () => {
  beforeEach(open);
  afterEach(closeSurroundings);

  it('the topic is down, people notice nothing; afterwards the relay publishes what waited', async () => {
    await surroundings.services.stopTopic();
    const other = await expectPeopleNoticeNothing('A');
    expect((await readRecommendations(server, who, who.version)).body.source).toBe('live');
    expect((await readRecommendations(server, who)).body).toMatchObject({ source: 'precomputed', fresh: false });
    expect((await manage(server, 'GET', 'dead-letters')).body).toEqual({ messages: [] });
    await surroundings.services.startTopic();
    await expectCaughtUp(who, other);
  });

  it('the broker is down, the topic keeps what people do; dead letters are unavailable', async () => {
    const { services } = surroundings;
    await services.stopBroker();
    const other = await expectPeopleNoticeNothing('A');
    expect((await readRecommendations(server, who, who.version)).body.source).toBe('live');
    expectTryLater(await manage<Problem>(server, 'GET', 'dead-letters'), 'events_unavailable');
    const redrive = { queue: 'facts', kind: 'dead' };
    expectTryLater(await manage<Problem>(server, 'POST', 'dead-letters/redrive', redrive), 'events_unavailable');
    await services.startBroker();
    await expectCaughtUp(who, other);
    expect((await manage(server, 'GET', 'dead-letters')).body).toEqual({ messages: [] });
  });

  it('an app that starts finds neither topic nor broker, it gets ready, and both once they are there', async () => {
    const { services } = surroundings;
    await server.stop();
    await services.stopTopic();
    await services.stopBroker();
    server = await surroundings.start();
    const other = await expectPeopleNoticeNothing('A');
    await services.startBroker();
    await services.startTopic();
    await expectCaughtUp(who, other);
  });

  it('Redis is down, lists are computed live; afterwards the messages that waited fill it again', async () => {
    const { port } = surroundings.redis;
    await surroundings.redis.kill();
    const other = await expectPeopleNoticeNothing('A');
    expect((await readRecommendations(server, who)).body).toMatchObject({ source: 'live', fresh: true });
    const ready = await sendJson<Health>(`${server.url}/health/ready`);
    expect(ready).toMatchObject({ status: 200, body: { checks: { cache: { connected: false } } } });
    surroundings = { ...surroundings, redis: await startRedisServer({ port }) };
    await expectCaughtUp(who, other);
  });

  it('Redis is frozen for 5 s, lists are computed live; afterwards it is used again', async () => {
    surroundings.redis.freeze();
    const thawed = new Promise<void>((resolve) =>
      setTimeout(() => {
        surroundings.redis.resume();
        resolve();
      }, 5_000),
    );
    const other = await expectPeopleNoticeNothing('A');
    await thawed;
    await expectCaughtUp(who, other);
  });

  it('Redis has been flushed, lists are computed live until the next answer of their session', async () => {
    const { redis } = surroundings;
    await redis.ask('FLUSHALL');
    expect((await readRecommendations(server, who, who.version)).body).toMatchObject({ source: 'live', fresh: true });
    expect(await readSummary()).toMatchObject({ body: { fresh: true, sessionVersion: who.version } });
    expect(await cachedVersions(redis, ['recommendations'], [who.sessionId])).toEqual([undefined]);
    const other = await expectPeopleNoticeNothing('A');
    await expectCaughtUp(who, other);
  });
});

const needed = hasRedisServer && hasTool('prlimit');
describeIf(needed, `${redisServerReason}; prlimit (util-linux)`, 'while the disk takes nothing', () => {
  beforeEach(open);
  afterEach(closeSurroundings);

  /** How long files of the running app may get: beyond it, its document store is refused by the disk. */
  function limitFiles(bytes: string): void {
    const pid = /^Stop it with .*kill (\d+)$/m.exec(server.stdout)?.[1];
    const { status, stderr } = spawnSync('prlimit', [`--fsize=${bytes}:`, '--pid', pid!], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }

  it('changes fail at once with nothing half done, reads and stateless shortlists go on, and all recovers', async () => {
    const before = await readState();
    limitFiles('0');
    const refused = [
      await answer(server, who, { network: 'A' }),
      await giveFeedback(server, who, 'saved', 'p1'),
      await sendJson(`${server.url}/sessions`, { method: 'POST', body: { catalogId: CATALOG } }),
      await sendJson(ofSession(''), { method: 'DELETE', token: who.token }),
    ];
    for (const reply of refused) expectTryLater(reply, 'store_unavailable');
    expect(await readState()).toBe(before);
    expect(await readRecommendations(server, who, who.version)).toMatchObject({ body: { source: 'precomputed' } });
    const shortlist = { method: 'POST', body: { responses: { network: 'A' } } };
    expect(await sendJson(`${server.url}/catalogs/${CATALOG}/shortlist`, shortlist)).toMatchObject({ status: 200 });

    limitFiles('unlimited');
    expect(await readState()).toBe(before);
    await expectCaughtUp(who, await expectPeopleNoticeNothing('A'));
  });
});
