import { startServer, type Server } from './support/server.ts';

let server: Server;

beforeAll(async () => {
  server = await startServer({ SESSION_STARTS_PER_MINUTE: '3' });
});
afterAll(() => server.stop());

const start = (address?: string) =>
  server.send('POST', '/sessions', {
    json: { catalogId: 'nothing' },
    headers: address === undefined ? {} : { 'x-forwarded-for': address },
  });

describe('starting sessions', () => {
  it('is limited for each client address, whatever comes of it, and says when to try again', async () => {
    for (let i = 0; i < 3; i++) expect((await start('203.0.113.7')).status).toBe(404);
    const refused = await start('203.0.113.7:4711');
    expect(refused.status).toBe(429);
    expect(refused.json).toMatchObject({ code: 'rate_limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect((await start('203.0.113.8')).status).toBe(404);
  });

  it('is not limited on the machine itself, and other calls are not', async () => {
    for (let i = 0; i < 5; i++) expect((await start()).status).toBe(404);
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    expect((await server.send('GET', '/catalogs', { headers })).status).toBe(200);
  });
});
