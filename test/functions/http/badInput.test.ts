import type { SessionView } from '../../../shared/application/useCases.ts';
import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import { expectProblem, faultsOf } from './support/problems.ts';
import { administrator, startServer, type Reply, type Server } from './support/server.ts';
import { importCatalog, startSession, type Session } from './support/sessions.ts';

let server: Server;
let session: Session;
let before: unknown;

/** Everything a request could have changed. */
async function everything(): Promise<unknown> {
  const { shortlist, ...kept } = (await session.send('GET', '')).json as SessionView;
  const versions = await server.send('GET', '/manage/catalogs/mobile/versions', { headers: administrator });
  return {
    kept,
    total: shortlist.total,
    versions: versions.json,
    catalogs: (await server.send('GET', '/catalogs')).json,
  };
}

beforeAll(async () => {
  server = await startServer();
  await importCatalog(server, 'mobile');
  session = await startSession(server, { catalogId: 'mobile', responses: { data: 10 } });
  before = await everything();
});

afterEach(async () => {
  expect(await everything()).toEqual(before);
});

afterAll(() => server.stop());

type Send = (body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>) => Promise<Reply>;

/** Every call with a body. */
const calls: [name: string, send: Send][] = [
  ['getShortlist', (body, headers = {}) => server.send('POST', '/catalogs/mobile/shortlist', { body, headers })],
  ['comparePlans', (body, headers = {}) => server.send('POST', '/catalogs/mobile/compare', { body, headers })],
  ['explainWhyNot', (body, headers = {}) => server.send('POST', '/catalogs/mobile/why-not', { body, headers })],
  ['startSession', (body, headers = {}) => server.send('POST', '/sessions', { body, headers })],
  ['recordResponse', (body, headers = {}) => session.send('PUT', '/responses/data', { body, headers })],
  ['recordResponses', (body, headers = {}) => session.send('PATCH', '/responses', { body, headers })],
  ['giveFeedback', (body, headers = {}) => session.send('POST', '/feedback', { body, headers })],
  [
    'importCatalog',
    (body, headers = {}) =>
      server.send('PUT', '/manage/catalogs/mobile', { body, headers: { ...administrator, ...headers } }),
  ],
];

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, 'latin1'));

describe.each(calls)('%s', (name, send) => {
  it.each([
    ['nothing', '', 0],
    ['half an object', '{"limit": 1', 11],
    ['a word', 'nope', 1],
    ['NaN', '{"limit": NaN}', 10],
    ['a trailing comma', '{"limit": 1,}', 12],
    ['a comment', '{/* */}', 1],
    ['two values', '{} {}', 3],
    ['single quotes', "{'limit': 1}", 1],
  ])('refuses what is not JSON and says where: %s', async (_, body, position) => {
    const problem = expectProblem(await send(body), 400, 'invalid_json');
    expect(problem.errors).toMatchObject([{ path: '', code: 'invalid_json' }]);
    if (body !== '') expect(problem.detail).toMatch(new RegExp(`position ${position}\\b|end of JSON input`));
  });

  it.each([
    ['a lone byte', '{"x":"\xff"}'],
    ['an overlong slash', '{"x":"\xc0\xaf"}'],
    ['a surrogate', '{"x":"\xed\xa0\x80"}'],
    ['UTF-16', '{\0}\0'],
  ])('refuses what is not UTF-8: %s', async (_, body) => {
    const problem = expectProblem(await send(bytes(body)), 400, 'invalid_json');
    if (!body.includes('\0')) expect(problem.errors).toMatchObject([{ code: 'invalid_utf8' }]);
  });

  it('refuses other types of content', async () => {
    for (const type of ['text/plain', 'application/xml', 'application/json; charset=utf-16', 'multipart/form-data']) {
      expectProblem(await send('{}', { 'content-type': type }), 415, 'unsupported_media_type');
    }
  });

  it.each(['null', '[]', '1', '"x"', 'true'])('refuses %s as the whole body', async (body) => {
    const problem = expectProblem(
      await send(body),
      400,
      name === 'importCatalog' ? 'invalid_catalog' : 'invalid_request',
    );
    expect(problem.total).toBeGreaterThan(0);
  });

  it('refuses fields nobody knows, also those every object has', async () => {
    const body = '{"__proto__": {"limit": 1}, "constructor": 1, "$where": "sleep(1000)"}';
    const problem = expectProblem(
      await send(body),
      400,
      name === 'importCatalog' ? 'invalid_catalog' : 'invalid_request',
    );
    if (name !== 'giveFeedback') {
      expect(Object.keys(faultsOf(problem))).toEqual(expect.arrayContaining(['/__proto__', '/constructor', '/$where']));
    }
  });

  it('refuses a megabyte of nested JSON', async () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
      ['{"responses":', '}'],
    ] as const) {
      const depth = Math.floor(500_000 / open.length);
      const reply = await send(open.repeat(depth) + '1' + close.repeat(depth));
      if (name === 'importCatalog') expectProblem(reply, 400, 'invalid_catalog');
      else expectProblem(reply, 413, 'body_too_large');
    }
  });

  it('refuses nesting that fits the limit', async () => {
    const depth = 100_000;
    const code = name === 'importCatalog' ? 'invalid_catalog' : 'invalid_request';
    for (const field of ['responses', 'answer', 'planIds', 'plans', 'type', '']) {
      const nested = '['.repeat(depth) + ']'.repeat(depth);
      expectProblem(await send(field === '' ? nested : `{"${field}":${nested}}`), 400, code);
    }
  });
});

describe('numbers beyond the doubles', () => {
  it.each([
    ['getShortlist', '{"responses": {"data": 1e999, "budget": {"max": -1e999}}, "limit": 1e999}', 3],
    ['recordResponse', '{"answer": 1e999}', 1],
    ['recordResponses', '{"responses": {"data": 1e999, "budget": {"min": 1e999}}}', 2],
    ['importCatalog', '{"attributes": [], "questions": [], "plans": [], "stopAt": 1e999}', 1],
  ])('are refused by %s', async (name, body, faults) => {
    const send = calls.find(([known]) => known === name)![1];
    const reply = await send(body);
    const problem = reply.json as { errors: unknown[] };
    expect(reply.status).toBe(400);
    expect(problem.errors).toHaveLength(faults);
  });
});

describe('answers', () => {
  const wrong: [questionId: string, answer: unknown][] = [
    ['data', '10'],
    ['data', [10]],
    ['data', { min: 1 }],
    ['data', true],
    ['region', 1],
    ['region', ['north']],
    ['region', { $ne: null }],
    ['network', 'A'],
    ['network', ['A', 1]],
    ['network', [['A']]],
    ['budget', 25],
    ['budget', { max: '25' }],
    ['budget', { min: 2, max: 1 }],
    ['budget', { max: 25, $gt: 1 }],
    ['esim', 'true'],
    ['esim', 1],
    ['nope', 1],
    ['__proto__', { max: 1 }],
    ['constructor', 'x'],
    ['$where', 'sleep(1000)'],
    ['a\nb', [1]],
    ['a\u2028b', { x: [{ y: 1 }] }],
  ];

  it.each(wrong)('of the wrong kind are refused: %j %j', async (questionId, answer) => {
    const body = `{"responses": {${JSON.stringify(questionId)}: ${JSON.stringify(answer)}}}`;
    const pointer = `/responses/${questionId}`;
    for (const name of ['getShortlist', 'recordResponses'] as const) {
      const reply = await calls.find(([known]) => known === name)![1](body);
      expect(reply.status).toBe(400);
      expect(Object.keys(faultsOf(reply.json as never))).toEqual([pointer]);
    }
    const put = await session.send('PUT', `/responses/${encodeURIComponent(questionId)}`, { json: { answer } });
    expect(put.status).toBe(400);
    expect(put.headers.get('content-type')).toBe('application/problem+json');
  });
});

describe('catalogues', () => {
  it('with cycles, duplicates and undeclared attributes are refused with every fault', async () => {
    const [region, status, ...rest] = exampleCatalog.questions;
    const faulty = {
      ...exampleCatalog,
      plans: [...exampleCatalog.plans, exampleCatalog.plans[0], { planId: 'p9', name: 'Nine', values: { nope: 1 } }],
      questions: [
        { ...region, askWhen: { question: 'status', in: ['student'] } },
        { ...status, askWhen: { question: 'region', in: ['north'] } },
        { ...rest[0], attributeBy: { question: 'status', map: {}, default: 'nope' } },
        ...rest.slice(1),
      ],
    };
    const reply = await calls.find(([name]) => name === 'importCatalog')![1](JSON.stringify(faulty));
    const codes = expectProblem(reply, 400, 'invalid_catalog').errors.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['duplicate_id', 'undeclared_attribute', 'cycle']));
  });

  it('using what is not supported yet are refused as such', async () => {
    const reply = await calls.find(([name]) => name === 'importCatalog')![1](
      JSON.stringify({ ...exampleCatalog, offers: { requires: [], rows: [] }, prior: { weight: 1 } }),
    );
    expectProblem(reply, 400, 'unsupported');
  });
});

describe('addresses', () => {
  it.each([
    ['GET', '/nothing', 404, 'not_found'],
    ['GET', '/', 404, 'not_found'],
    ['GET', '/catalogs/mobile/plans', 404, 'not_found'],
    ['GET', '/catalogs/mobile/shortlist', 405, 'method_not_allowed'],
    ['DELETE', '/catalogs/mobile', 405, 'method_not_allowed'],
    ['POST', '/openapi.json', 405, 'method_not_allowed'],
    ['PATCH', '/sessions', 405, 'method_not_allowed'],
  ])('%s %s is %i', async (method, path, status, code) => {
    const reply = await server.send(method, path);
    expectProblem(reply, status, code);
    expect(reply.headers.has('allow')).toBe(status === 405);
  });
});

describe('a larger body than a call takes', () => {
  it('is refused', async () => {
    const body = JSON.stringify({ sort: 'x'.repeat(256 * 1024) });
    const problem = expectProblem(await calls[0]![1](body), 413, 'body_too_large');
    expect(problem.detail).toContain('262144 bytes');
  });

  it('of that size exactly is not', async () => {
    const empty = JSON.stringify({ sort: '' }).length;
    const body = JSON.stringify({ sort: 'x'.repeat(256 * 1024 - empty) });
    expectProblem(await calls[0]![1](body), 400, 'invalid_request');
  });
});
