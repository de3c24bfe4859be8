import { SignJWT, UnsecuredJWT } from 'jose';
import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import { expectProblem } from './support/problems.ts';
import { administrator, bearer, startServer, type Reply, type Server } from './support/server.ts';
import { importCatalog, startSession, type Session } from './support/sessions.ts';

const secrets = { current: 'c'.repeat(43), earlier: 'e'.repeat(43), foreign: 'f'.repeat(43) };
const shop = { 'x-shortlist-key': 'key-of-shop' };
const rival = { 'x-shortlist-key': 'key-of-rival' };

let server: Server;
let session: Session;

beforeAll(async () => {
  server = await startServer({
    TENANTS: JSON.stringify([
      { id: 'shop', key: 'key-of-shop', origins: [] },
      { id: 'rival', key: 'key-of-rival', origins: [] },
    ]),
    SESSION_TOKEN_KEYS: `current:${secrets.current},earlier:${secrets.earlier}`,
  });
  await importCatalog(server, 'mobile', exampleCatalog, { ...administrator, ...shop });
  session = await startSession(server, { catalogId: 'mobile' }, shop);
});

afterAll(() => server.stop());

interface Claims {
  tenant?: string;
  session?: string;
  scope?: string;
  expires?: string;
}

const claimsOf = ({ tenant = 'shop', session: sid = session.sessionId, scope = 'rw' }: Claims) => ({
  tid: tenant,
  sid,
  scope,
});

function sign(claims: Claims, { kid = 'current', secret = secrets.current, alg = 'HS256' } = {}): Promise<string> {
  return new SignJWT(claimsOf(claims))
    .setProtectedHeader({ alg, kid, typ: 'session+jwt' })
    .setExpirationTime(claims.expires ?? '1h')
    .sign(Buffer.from(secret, 'base64url'));
}

const read = (headers: Record<string, string>): Promise<Reply> =>
  server.send('GET', `/sessions/${session.sessionId}`, { headers });
const change = (headers: Record<string, string>): Promise<Reply> =>
  server.send('PUT', `/sessions/${session.sessionId}/responses/data`, { headers, json: { answer: 10 } });

describe('the tenant key', () => {
  const calls: [method: string, path: string, json: object | undefined][] = [
    ['GET', '/catalogs', undefined],
    ['GET', '/catalogs/mobile', undefined],
    ['GET', '/catalogs/mobile/plans/p1', undefined],
    ['POST', '/catalogs/mobile/shortlist', {}],
    ['POST', '/catalogs/mobile/compare', { planIds: ['p1', 'p2'] }],
    ['POST', '/catalogs/mobile/why-not', { planId: 'p1' }],
    ['POST', '/sessions', { catalogId: 'mobile' }],
  ];

  it.each(calls)('is asked for by %s %s', async (method, path, json) => {
    for (const key of [undefined, 'wrong', '__proto__']) {
      const headers: Record<string, string> = key === undefined ? {} : { 'x-shortlist-key': key };
      const reply = await server.send(method, path, { headers, json });
      expectProblem(reply, 401, 'unknown_tenant_key');
      expect(reply.headers.get('www-authenticate')).toBe('Shortlist-Key realm="shortlist"');
    }
    expect((await server.send(method, path, { headers: shop, json })).status).toBeLessThan(300);
  });

  it.each(calls.slice(1))('of another tenant finds nothing at %s %s', async (method, path, json) => {
    expectProblem(await server.send(method, path, { headers: rival, json }), 404, 'catalog_not_found');
  });

  it('of another tenant lists no catalogue', async () => {
    expect((await server.send('GET', '/catalogs', { headers: rival })).json).toEqual({ catalogs: [] });
  });

  it('is refused before the body is looked at', async () => {
    expectProblem(await server.send('POST', '/sessions', { body: 'not json' }), 401, 'unknown_tenant_key');
  });
});

describe('the session token', () => {
  it('opens its session, and the key of its own tenant does no harm', async () => {
    expect((await read(bearer(session.token))).status).toBe(200);
    expect((await read({ ...bearer(session.token), ...shop })).status).toBe(200);
  });

  it.each<[string, () => Record<string, string>]>([
    ['none', () => ({})],
    ['another scheme', () => ({ authorization: `Basic ${session.token}` })],
    ['an empty one', () => ({ authorization: 'Bearer ' })],
  ])('is missing: %s', async (_, headers) => {
    const reply = await read(headers());
    expectProblem(reply, 401, 'missing_token');
    expect(reply.headers.get('www-authenticate')).toBe('Bearer realm="shortlist"');
  });

  it.each<[string, () => string | Promise<string>]>([
    ['nonsense', () => 'nonsense'],
    ['the administrator key', () => administrator.authorization.slice('Bearer '.length)],
    ['one signed by someone else', () => sign({}, { secret: secrets.foreign })],
    ['one with an unknown kid', () => sign({}, { kid: 'unknown' })],
    ['one with another algorithm', () => sign({}, { alg: 'HS512', secret: 'c'.repeat(86) })],
    ['one that has expired', () => sign({ expires: '1s ago' })],
    ['one without a signature', () => new UnsecuredJWT(claimsOf({})).setExpirationTime('1h').encode()],
    [
      'one with a changed payload',
      () => session.token.replace(/\.[^.]+\./, `.${Buffer.from('{}').toString('base64url')}.`),
    ],
    ['one with an unknown scope', () => sign({ scope: 'admin' })],
  ])('is not valid: %s', async (_, make) => {
    for (const use of [read, change]) {
      const reply = await use(bearer(await make()));
      expectProblem(reply, 401, 'invalid_token');
      expect(reply.headers.get('www-authenticate')).toContain('error="invalid_token"');
    }
  });

  it('signed with the earlier key still opens', async () => {
    expect((await read(bearer(await sign({}, { kid: 'earlier', secret: secrets.earlier })))).status).toBe(200);
  });

  it('of another session finds nothing', async () => {
    const other = await startSession(server, { catalogId: 'mobile' }, shop);
    for (const use of [read, change]) expectProblem(await use(bearer(other.token)), 404, 'session_not_found');
  });

  it('of another tenant finds nothing', async () => {
    for (const use of [read, change]) {
      expectProblem(await use(bearer(await sign({ tenant: 'rival' }))), 404, 'session_not_found');
    }
  });

  it('together with the key of another tenant finds nothing', async () => {
    expectProblem(await read({ ...bearer(session.token), ...rival }), 404, 'session_not_found');
    expectProblem(await read({ ...bearer(session.token), 'x-shortlist-key': 'wrong' }), 401, 'unknown_tenant_key');
  });

  it('for reading only changes nothing', async () => {
    const reader = bearer(await sign({ scope: 'r' }));
    expect((await read(reader)).status).toBe(200);
    const path = `/sessions/${session.sessionId}`;
    const changes: [string, string, object?][] = [
      ['PUT', '/responses/data', { answer: 10 }],
      ['PATCH', '/responses', { responses: {} }],
      ['POST', '/feedback', { type: 'saved', planId: 'p1' }],
      ['DELETE', ''],
    ];
    for (const [method, rest, json] of changes) {
      const reply = await server.send(method, path + rest, { headers: reader, json });
      expectProblem(reply, 403, 'insufficient_scope');
    }
    expect((await read(reader)).json).toMatchObject({ version: 0, responses: {}, feedback: [] });
  });
});

describe('administration', () => {
  const calls: [method: string, path: string, json: object | undefined][] = [
    ['PUT', '/manage/catalogs/other', exampleCatalog],
    ['GET', '/manage/catalogs/mobile/versions', undefined],
    ['GET', '/manage/catalogs/mobile/diff?from=1&to=1', undefined],
    ['POST', '/manage/catalogs/mobile/versions/1/activate', undefined],
  ];

  it.each(calls)('is refused to others: %s %s', async (method, path, json) => {
    const token = session.token;
    for (const headers of [{}, bearer('wrong'), bearer(token), { 'x-functions-key': 'wrong' }]) {
      expectProblem(
        await server.send(method, path, { headers: { ...headers, ...shop }, json }),
        401,
        'not_administrator',
      );
    }
  });

  it('takes its key in either header, on the tenant that is named', async () => {
    const key = administrator.authorization.slice('Bearer '.length);
    const list = (headers: Record<string, string>): Promise<Reply> =>
      server.send('GET', '/manage/catalogs/mobile/versions', { headers });
    expect((await list({ ...administrator, ...shop })).status).toBe(200);
    expect((await list({ 'x-functions-key': key, ...shop })).status).toBe(200);
    expectProblem(await list({ ...administrator, ...rival }), 404, 'catalog_not_found');
    expectProblem(await list({ ...administrator, 'x-shortlist-key': 'wrong' }), 401, 'unknown_tenant_key');
  });

  it('opens no session', async () => {
    expectProblem(await read(administrator), 401, 'invalid_token');
  });
});
