import type { ResponsesRecorded, SessionView } from '../../../shared/application/useCases.ts';
import { createApiChecker, type ApiChecker, type OpenApiDocument } from './support/document.ts';
import { expectProblem, faultsOf } from './support/problems.ts';
import { importCatalog, startSession, type Session } from './support/sessions.ts';
import { startServer, type Server } from './support/server.ts';

let server: Server;
let api: ApiChecker;

beforeAll(async () => {
  server = await startServer();
  api = createApiChecker((await server.send('GET', '/openapi.json')).json as OpenApiDocument);
  await importCatalog(server, 'mobile');
});

afterAll(() => server.stop());

const start = (body: Record<string, unknown> = {}): Promise<Session> =>
  startSession(server, { catalogId: 'mobile', ...body });

const stateOf = async (session: Session): Promise<SessionView> => (await session.send('GET', '')).json as SessionView;

describe('starting a session', () => {
  it('answers with token, version and shortlist', async () => {
    const reply = await server.send('POST', '/sessions', {
      json: { catalogId: 'mobile', responses: { region: 'north', data: 10 }, userId: 'u1' },
    });
    expect(api.faultOf('startSession', reply)).toBeUndefined();
    expect(reply).toMatchObject({ status: 201, json: { version: 2, shortlist: { total: 2, sessionVersion: 2 } } });
    const { sessionId } = reply.json as Session;
    expect(reply.headers.get('location')).toBe(`/api/sessions/${sessionId}`);
    expect(reply.headers.get('etag')).toBe('"2"');
    expect(reply.headers.get('cache-control')).toBe('no-store');
  });

  it('needs a catalogue that is there', async () => {
    expectProblem(await server.send('POST', '/sessions', { json: { catalogId: 'other' } }), 404, 'catalog_not_found');
    const problem = expectProblem(await server.send('POST', '/sessions', { json: {} }), 400, 'invalid_request');
    expect(faultsOf(problem)).toEqual({ '/catalogId': 'missing_field' });
  });

  it('lists faults of envelope and answers together', async () => {
    const json = { catalogId: 'mobile', userId: 7, responses: { region: 'north', esim: 'yes', nope: 1 } };
    const problem = expectProblem(await server.send('POST', '/sessions', { json }), 400, 'invalid_request');
    expect(faultsOf(problem)).toEqual({
      '/userId': 'wrong_type',
      '/responses/esim': 'wrong_answer',
      '/responses/nope': 'unknown_question',
    });
  });

  it('gives the same session again for the same Idempotency-Key', async () => {
    const sent = { headers: { 'idempotency-key': 'start-1' }, json: { catalogId: 'mobile', responses: { data: 10 } } };
    const first = (await server.send('POST', '/sessions', sent)).json as Session;
    const again = await server.send('POST', '/sessions', sent);
    expect(again).toMatchObject({ status: 201, json: { sessionId: first.sessionId, version: first.version } });
    const other = { ...sent, json: { catalogId: 'mobile', responses: { data: 11 } } };
    expectProblem(await server.send('POST', '/sessions', other), 422, 'idempotency_mismatch');
  });
});

describe('a session', () => {
  it('is read with its responses, feedback and shortlist', async () => {
    const session = await start({ userId: 'u1' });
    await session.send('PUT', '/responses/region', { json: { answer: 'north' } });
    await session.send('POST', '/feedback', { json: { type: 'saved', planId: 'p1' } });
    const reply = await session.send('GET', '');
    expect(api.faultOf('getSession', reply)).toBeUndefined();
    expect(reply.headers.get('etag')).toBe('"2"');
    expect(reply.json).toMatchObject({
      sessionId: session.sessionId,
      catalogId: 'mobile',
      userId: 'u1',
      version: 2,
      responses: { region: 'north' },
      feedback: [{ type: 'saved', planId: 'p1' }],
      ignoredResponses: [],
      shortlist: { total: 3 },
    });
  });

  it('takes one response after the other, also null', async () => {
    const session = await start();
    const first = await session.send('PUT', '/responses/network', { json: { answer: ['B'] } });
    expect(api.faultOf('recordResponse', first)).toBeUndefined();
    expect(first).toMatchObject({ status: 200, json: { version: 1, shortlist: { total: 1, sessionVersion: 1 } } });
    expect(first.headers.get('etag')).toBe('"1"');
    const same = await session.send('PUT', '/responses/network', { json: { answer: ['B'] } });
    expect(same.json).toMatchObject({ version: 1 });
    const removed = await session.send('PUT', '/responses/network', { json: { answer: null } });
    expect(removed.json).toMatchObject({ version: 2, shortlist: { total: 3 } });
  });

  it('takes several responses, all or nothing', async () => {
    const session = await start({ responses: { esim: true } });
    const json = { responses: { region: 'north', data: 10, esim: null } };
    const reply = await session.send('PATCH', '/responses', { json });
    expect(api.faultOf('recordResponses', reply)).toBeUndefined();
    expect(reply.json).toMatchObject({ version: 4 });
    expect((await stateOf(session)).responses).toEqual({ region: 'north', data: 10 });

    const faulty = { responses: { region: 'south', data: 'much', nope: true } };
    const problem = expectProblem(
      await session.send('PATCH', '/responses', { json: faulty }),
      400,
      'invalid_responses',
    );
    expect(faultsOf(problem)).toEqual({ '/responses/data': 'wrong_answer', '/responses/nope': 'unknown_question' });
    expect((await stateOf(session)).responses).toEqual({ region: 'north', data: 10 });
  });

  it('refuses a response that its question cannot take, at its place in the body', async () => {
    const session = await start();
    const put = (questionId: string, json: unknown) => session.send('PUT', `/responses/${questionId}`, { json });
    const wrong = expectProblem(await put('budget', { answer: { min: 9, max: 8 } }), 400, 'invalid_responses');
    expect(faultsOf(wrong)).toEqual({ '/answer': 'wrong_answer' });
    const unknown = expectProblem(await put('__proto__', { answer: 1 }), 400, 'invalid_responses');
    expect(faultsOf(unknown)).toEqual({ '': 'unknown_question' });
    const missing = expectProblem(await put('budget', { answers: 1 }), 400, 'invalid_request');
    expect(faultsOf(missing)).toEqual({ '/answer': 'missing_field', '/answers': 'unknown_field' });
    expect(await stateOf(session)).toMatchObject({ version: 0, responses: {} });
  });

  it('refuses a change made from an older version', async () => {
    const session = await start();
    const put = (version: string, data: number) =>
      session.send('PUT', '/responses/data', { headers: { 'if-match': version }, json: { answer: data } });
    expect((await put('"0"', 10)).status).toBe(200);
    expectProblem(await put('"0"', 20), 412, 'version_mismatch');
    expect((await put('"1"', 20)).status).toBe(200);
    expect((await put('*', 30)).status).toBe(200);
    for (const unclear of ['3', 'W/"3"', '"3", "4"', '"x"', '""', '"-1"', '"99999999999999999999"']) {
      const problem = expectProblem(await put(unclear, 40), 400, 'invalid_request');
      expect(problem.errors).toMatchObject([{ path: '', code: 'invalid_header' }]);
    }
    expect(await stateOf(session)).toMatchObject({ version: 3, responses: { data: 30 } });
  });

  it('lists the faults of headers and body together', async () => {
    const session = await start();
    const headers = { 'if-match': '3', 'idempotency-key': 'two words' };
    const json = { responses: { data: 'much', budget: { max: [] } }, more: 1 };
    const reply = await session.send('PATCH', '/responses', { headers, json });
    const { errors } = expectProblem(reply, 400, 'invalid_request');
    expect(errors.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
      ' invalid_header',
      ' invalid_header',
      '/more unknown_field',
      '/responses/budget wrong_answer',
      '/responses/data wrong_answer',
    ]);
  });

  it('records a repeated request once', async () => {
    const session = await start();
    const put = (answer: number) =>
      session.send('PUT', '/responses/data', { headers: { 'idempotency-key': 'k1' }, json: { answer } });
    const first = (await put(10)).json as ResponsesRecorded;
    await session.send('PUT', '/responses/data', { json: { answer: 90 } });
    const again = (await put(10)).json as ResponsesRecorded;
    expect(again.version).toBe(first.version);
    expect(again.shortlist.total).toBe(first.shortlist.total);
    expectProblem(await put(11), 422, 'idempotency_mismatch');
    expect(await stateOf(session)).toMatchObject({ version: 2, responses: { data: 90 } });
    for (const key of ['two words', 'x'.repeat(201), '\u00e9']) {
      const headers = { 'idempotency-key': key };
      expectProblem(
        await session.send('PUT', '/responses/data', { headers, json: { answer: 1 } }),
        400,
        'invalid_request',
      );
    }
  });

  it('takes feedback, one or several', async () => {
    const session = await start();
    const give = (json: unknown) => session.send('POST', '/feedback', { json });
    const one = await give({ type: 'chosen', planId: 'p1' });
    expect(api.faultOf('giveFeedback', one)).toBeUndefined();
    expect(one).toMatchObject({ status: 200, json: { version: 1 } });
    const several = await give([
      { type: 'viewed', planId: 'p1' },
      { type: 'dismissed', planId: 'p2' },
    ]);
    expect(several.json).toEqual({ version: 2 });
    expect((await stateOf(session)).feedback).toHaveLength(3);
  });

  it('refuses feedback with a fault as a whole', async () => {
    const session = await start();
    const give = async (json: unknown) =>
      faultsOf(expectProblem(await session.send('POST', '/feedback', { json }), 400, 'invalid_request'));
    expect(await give({ type: 'bought', planId: 1 })).toEqual({ '/type': 'invalid_choice', '/planId': 'wrong_type' });
    expect(await give({ type: 'saved', planId: 'p9' })).toEqual({ '/planId': 'unknown_plan' });
    expect(await give([])).toEqual({ '': 'too_few' });
    expect(await give(Array.from({ length: 51 }, () => ({ type: 'saved', planId: 'p1' })))).toEqual({ '': 'too_many' });
    expect(await give([{ type: 'saved', planId: 'p1' }, { type: 'saved' }])).toEqual({ '/1/planId': 'missing_field' });
    expect(
      await give([
        { type: 'saved', planId: 'p1' },
        { type: 'saved', planId: 'p9' },
      ]),
    ).toEqual({
      '/1/planId': 'unknown_plan',
    });
    expect(await give('saved')).toEqual({ '': 'wrong_type' });
    expect(await stateOf(session)).toMatchObject({ version: 0, feedback: [] });
  });

  it('is gone once erased', async () => {
    const session = await start();
    const reply = await session.send('DELETE', '');
    expect(api.faultOf('eraseSession', reply)).toBeUndefined();
    expect(reply).toMatchObject({ status: 202, text: '' });
    expectProblem(await session.send('GET', ''), 404, 'session_not_found');
    expectProblem(await session.send('PUT', '/responses/data', { json: { answer: 1 } }), 404, 'session_not_found');
    expectProblem(await session.send('DELETE', ''), 404, 'session_not_found');
  });

  it('keeps answers, keys and tokens out of the log', async () => {
    const secret = 'very-private-answer';
    const session = await start();
    await session.send('PUT', '/responses/region', { json: { answer: secret } });
    await session.send('PATCH', '/responses', { json: { responses: { data: secret } } });
    expect(server.log()).not.toContain(secret);
    expect(server.log()).not.toContain(session.token);
  });
});
