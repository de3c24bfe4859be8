import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import { expectProblem } from './support/problems.ts';
import { administrator, startServer, type Reply, type Server } from './support/server.ts';
import { importCatalog, startSession } from './support/sessions.ts';

const page = 'https://shop.example';
const other = 'https://other.example';
const shop = { 'x-shortlist-key': 'key-of-shop' };

let server: Server;

beforeAll(async () => {
  server = await startServer({
    TENANTS: JSON.stringify([
      { id: 'shop', key: 'key-of-shop', origins: [page] },
      { id: 'rival', key: 'key-of-rival', origins: [other] },
    ]),
  });
  await importCatalog(server, 'mobile', exampleCatalog, { ...administrator, ...shop });
});

afterAll(() => server.stop());

const preflight = (path: string, origin: string): Promise<Reply> =>
  server.send('OPTIONS', path, {
    headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization' },
  });

describe('the question before a request', () => {
  it('is answered for the origin of any tenant, since it brings no key', async () => {
    for (const origin of [page, other]) {
      const { status, headers } = await preflight('/sessions/s1/responses/q1', origin);
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-allow-methods')).toBe('OPTIONS, PUT');
      expect(headers.get('access-control-allow-headers')).toMatch(
        /Authorization.*Idempotency-Key.*If-Match.*X-Shortlist-Key/,
      );
      expect(headers.get('vary')).toBe('Origin');
    }
  });

  it('allows nothing to other origins', async () => {
    for (const origin of ['https://evil.example', 'null', `${page}.evil.example`, page.toUpperCase(), `${page}:444`]) {
      const { status, headers } = await preflight('/sessions', origin);
      expect(status).toBe(204);
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('is 404 for an address that is none', async () => {
    expectProblem(await preflight('/nothing/here', page), 404, 'not_found');
  });
});

describe('a request from a page', () => {
  const ask = (headers: Record<string, string>): Promise<Reply> =>
    server.send('POST', '/catalogs/mobile/shortlist', { headers, json: {} });

  it('is answered readably when the tenant lists its origin', async () => {
    const { status, headers } = await ask({ ...shop, origin: page });
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe(page);
    expect(headers.get('access-control-expose-headers')).toBe('ETag, Location, Retry-After, Server-Timing');
    expect(headers.get('vary')).toBe('Origin');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('is refused when only another tenant lists its origin', async () => {
    expectProblem(await ask({ ...shop, origin: other }), 403, 'origin_not_allowed');
    expectProblem(await ask({ ...shop, origin: 'https://evil.example' }), 403, 'origin_not_allowed');
  });

  it('is refused in a session of another tenant and changes nothing', async () => {
    const session = await startSession(server, { catalogId: 'mobile' }, shop);
    const json = { answer: 10 };
    const reply = await session.send('PUT', '/responses/data', { headers: { origin: other }, json });
    expectProblem(reply, 403, 'origin_not_allowed');
    expect((await session.send('PUT', '/responses/data', { headers: { origin: page }, json })).json).toMatchObject({
      version: 1,
    });
  });

  it('can read what was wrong', async () => {
    const reply = await server.send('POST', '/catalogs/mobile/shortlist', {
      headers: { ...shop, origin: page },
      json: { limit: -1 },
    });
    expectProblem(reply, 400, 'invalid_request');
    expect(reply.headers.get('access-control-allow-origin')).toBe(page);
    const unknown = await ask({ 'x-shortlist-key': 'wrong', origin: page });
    expectProblem(unknown, 401, 'unknown_tenant_key');
    expect(unknown.headers.get('access-control-allow-origin')).toBe(page);
  });

  it('of the server itself is always let in', async () => {
    expect((await ask({ ...shop, origin: new URL(server.url).origin })).status).toBe(200);
  });
});
