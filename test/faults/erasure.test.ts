import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually.ts';
import { hasRedisServer, redisServerReason } from '../support/redisServer.ts';
import { describeIf } from '../support/requireTool.ts';
import type { ServerProcess } from '../support/serverProcess.ts';
import { smallCatalog } from '../unit/application/harness.ts';
import {
  answer,
  giveFeedback,
  importCatalog,
  isProjected,
  readRecommendations,
  startSession,
  type Participant,
} from './support/app.ts';
import { readDocuments } from './support/stores.ts';
import { closeSurroundings, openSurroundings, type Surroundings } from './support/surroundings.ts';

const MARKED = 'marked';
const ANSWERS = ['ANSWER-BANANA-MARKER', 'ANSWER-CHERRY-MARKER'];
const USER = 'USER-LABEL-MARKER';
const PLAN = 'PLAN-OF-FEEDBACK-MARKER';
const MARKERS = [...ANSWERS, USER, PLAN];
const LONG_MS = 60_000;

/** A text of some store, and where it was found. */
interface Held {
  place: string;
  text: string;
}

describeIf(hasRedisServer, redisServerReason, 'an erased session', () => {
  afterEach(closeSurroundings);

  async function countPopularities({ url }: ServerProcess, { dataDir }: Surroundings): Promise<void> {
    const keys = readFileSync(join(dataDir, 'host-keys.json'), 'utf8');
    const { masterKey } = JSON.parse(keys) as { masterKey: string };
    const address = `${new URL(url).origin}/admin/functions/countPopularities`;
    const headers = { 'x-functions-key': masterKey, 'content-type': 'application/json' };
    expect((await fetch(address, { method: 'POST', headers, body: '{}' })).status).toBe(202);
  }

  /** Everything that any store holds; the server must have stopped. */
  async function readAll({ dataDir, redis }: Surroundings): Promise<Held[]> {
    const documents = readDocuments(dataDir).map(({ collection, body }) => ({
      place: `document of ${collection}`,
      text: JSON.stringify(body),
    }));
    const keys = (await redis.ask('KEYS', '*')) as string[];
    const values = keys.length === 0 ? [] : ((await redis.ask('MGET', ...keys)) as string[]);
    const cached = keys.map((key, index) => ({ place: 'Redis', text: `${key} ${values[index]}` }));
    // Of the broker's file not only the messages: nothing of an answer ever came near it.
    const files = ['objects', 'services', 'timers'].flatMap((folder) => readFiles(join(dataDir, folder), folder));
    return [...documents, ...cached, ...files];
  }

  const findMarkers = (held: readonly Held[]): string[] => [
    ...new Set(
      held.flatMap(({ place, text }) =>
        MARKERS.filter((marker) => text.includes(marker))
          // The catalogue names its plans, whoever looked at them.
          .filter((marker) => !(marker === PLAN && place === 'objects'))
          .map((marker) => `${marker} in ${place}`),
      ),
    ),
  ];

  it('is in no store any more, once all has been published', async () => {
    const surroundings = await openSurroundings();
    const { redis, services } = surroundings;
    // With its log as talkative as it can be, since that is a store too.
    let server = await surroundings.start({ LOG_LEVEL: 'debug' });
    const catalog = smallCatalog(({ plans }) => (plans[1]!.planId = PLAN));
    await importCatalog(server, MARKED, catalog);
    const responses = { constructor: ANSWERS[0]! };
    const who = await startSession(server, { catalogId: MARKED, responses, userId: USER });
    expect((await answer(server, who, { network: ANSWERS[1]! })).status).toBe(200);
    expect((await giveFeedback(server, who, 'chosen', PLAN)).status).toBe(200);
    await eventually(() => isProjected(server, redis, who));
    await eventually(() => services.areQueuesEmpty());
    await countPopularities(server, surroundings);
    let log = server.stdout + server.stderr;
    await server.stop();
    const before = await readAll(surroundings);
    expect(findMarkers(before)).toEqual(
      expect.arrayContaining([
        `${ANSWERS[0]} in document of sessions`,
        `${ANSWERS[1]} in document of facts`,
        `${USER} in document of sessions`,
        `${PLAN} in document of facts`,
        `${PLAN} in document of popularities`,
        `${PLAN} in Redis`,
      ]),
    );

    server = await surroundings.start({ LOG_LEVEL: 'debug' });
    const erase = () =>
      fetch(`${server.url}/sessions/${who.sessionId}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${who.token}` },
      });
    expect((await erase()).status).toBe(202);
    expect((await erase()).status).toBe(404);
    await expectGone(server, who);
    await eventually(() => isErasurePublished(surroundings, who), LONG_MS);
    await eventually(() => services.areQueuesEmpty());
    await countPopularities(server, surroundings);
    await expectGone(server, who);
    log += server.stdout + server.stderr;
    await server.stop();

    const after = await readAll(surroundings);
    expect(findMarkers([...after, { place: 'log', text: log }])).toEqual([]);
    const ofSession = after.filter(({ text }) => text.includes(who.sessionId)).map(({ place }) => place);
    expect(ofSession).toEqual(expect.arrayContaining(['document of sessions', 'Redis']));
    expect(after.filter(({ text }) => text.includes('unpublishedSince'))).toEqual([]);
  });
});

async function expectGone(server: ServerProcess, who: Participant): Promise<void> {
  const session = `${server.url}/sessions/${who.sessionId}`;
  const headers = { authorization: `Bearer ${who.token}` };
  expect((await fetch(session, { headers })).status).toBe(404);
  expect((await fetch(`${session}/report-summary`, { headers })).status).toBe(404);
  expect((await readRecommendations(server, who)).status).toBe(404);
  expect((await readRecommendations(server, who, 0)).status).toBe(404);
}

const isErasurePublished = ({ services }: Surroundings, { sessionId }: Participant): boolean =>
  ['precompute', 'report', 'facts'].every((consumer) =>
    services.events.some(
      ({ queue, message: { body } }) =>
        queue === consumer && body.includes(sessionId) && body.includes('shortlist.session.erased.v1'),
    ),
  );

function readFiles(folder: string, place: string): Held[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => ({ place, text: readFileSync(join(parentPath, name), 'latin1') }));
}
