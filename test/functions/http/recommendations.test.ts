import { administrator, bearer, startServer, type Server } from './support/server.ts';
import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';

let server: Server;

beforeAll(async () => {
  server = await startServer();
  await server.send('PUT', '/manage/catalogs/mobile', { headers: administrator, json: exampleCatalog });
});
afterAll(() => server.stop());

async function begin(responses: Record<string, unknown> = { region: 'north' }) {
  const started = await server.send('POST', '/sessions', { json: { catalogId: 'mobile', responses } });
  const { sessionId, token } = started.json as { sessionId: string; token: string };
  return { path: `/sessions/${sessionId}`, headers: bearer(token) };
}

describe('GET /sessions/{sessionId}/recommendations', () => {
  it('is live where nothing was computed ahead, with a tag that spares a second answer', async () => {
    const { path, headers } = await begin();
    const list = await server.send('GET', `${path}/recommendations`, { headers });
    expect(list.status).toBe(200);
    expect(list.json).toMatchObject({
      source: 'live',
      fresh: true,
      sessionVersion: 1,
      activation: 1,
      modelVersion: null,
    });
    expect((list.json as { plans: { planId: string }[] }).plans.map(({ planId }) => planId)).toEqual([
      'p1',
      'p2',
      'p3',
    ]);
    const tag = list.headers.get('etag')!;
    const again = await server.send('GET', `${path}/recommendations`, {
      headers: { ...headers, 'if-none-match': tag },
    });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', tag]);
  });

  it('is 409 above the version of the session, and 400 for what is no version', async () => {
    const { path, headers } = await begin();
    const ahead = await server.send('GET', `${path}/recommendations?minVersion=2`, { headers });
    expect([ahead.status, (ahead.json as { code: string }).code]).toEqual([409, 'version_ahead']);
    for (const wrong of ['-1', 'x', '1.5', '1e99', '']) {
      const { status } = await server.send('GET', `${path}/recommendations?minVersion=${wrong}`, { headers });
      expect([wrong, status]).toEqual([wrong, 400]);
    }
    const reached = await server.send('GET', `${path}/recommendations?minVersion=1`, { headers });
    expect(reached.json).toMatchObject({ source: 'live', sessionVersion: 1 });
  });

  it('is 404 for another session’s token, and after the session was erased', async () => {
    const one = await begin();
    const other = await begin();
    for (const part of ['recommendations', 'report-summary']) {
      const foreign = await server.send('GET', `${one.path}/${part}`, { headers: other.headers });
      expect(foreign.status).toBe(404);
      expect((await server.send('GET', `${one.path}/${part}`)).status).toBe(401);
    }
    expect((await server.send('DELETE', one.path, { headers: one.headers })).status).toBe(202);
    for (const part of ['recommendations', 'recommendations?minVersion=1', 'report-summary']) {
      expect((await server.send('GET', `${one.path}/${part}`, { headers: one.headers })).status).toBe(404);
    }
  });
});

describe('GET /sessions/{sessionId}/report-summary', () => {
  it('has the best plans, near misses and other answers', async () => {
    const { path, headers } = await begin({ region: 'north', budget: { max: 22 } });
    const summary = await server.send('GET', `${path}/report-summary`, { headers });
    expect(summary.json).toMatchObject({
      fresh: true,
      sessionVersion: 2,
      total: 2,
      top: [{ planId: 'p1' }, { planId: 'p2' }],
      nearMisses: [{ planId: 'p3', questionId: 'budget', attribute: 'monthlyPrice', value: 24, distance: 2 }],
    });
    const { changes } = summary.json as { changes: { questionId: string; answers: { total: number }[] }[] };
    expect(changes.map(({ questionId }) => questionId)).toEqual(['region', 'budget']);
  });
});

describe('/manage/dead-letters', () => {
  it('is 503 where there is no event service, and says so', async () => {
    const listed = await server.send('GET', '/manage/dead-letters', { headers: administrator });
    expect(listed.status).toBe(503);
    expect(listed.headers.get('retry-after')).not.toBeNull();
    expect(listed.json).toMatchObject({ code: 'events_unavailable', detail: 'This server has no event service.' });
    const json = { queue: 'facts', kind: 'dead' };
    expect((await server.send('POST', '/manage/dead-letters/redrive', { headers: administrator, json })).status).toBe(
      503,
    );
  });

  it('takes only queues and kinds that there are, and only from an administrator', async () => {
    const redrive = (json: unknown, headers: Record<string, string> = administrator) =>
      server.send('POST', '/manage/dead-letters/redrive', { headers, json });
    expect((await redrive({ queue: 'nope', kind: 'gone', limit: 0, sequenceNumbers: ['x'] })).json).toMatchObject({
      code: 'invalid_request',
      total: 4,
    });
    expect((await redrive({ queue: 'facts', kind: 'dead' }, {})).status).toBe(401);
    expect((await server.send('GET', '/manage/dead-letters')).status).toBe(401);
  });
});
