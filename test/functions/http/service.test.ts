import { expectProblem } from './support/problems.ts';
import { createApiChecker, type ApiChecker, type OpenApiDocument } from './support/document.ts';
import { startServer, type Server } from './support/server.ts';

let server: Server;
let api: ApiChecker;

beforeAll(async () => {
  server = await startServer();
  api = createApiChecker((await server.send('GET', '/openapi.json')).json as OpenApiDocument);
});

afterAll(() => server.stop());

describe('health', () => {
  it('says that the process lives', async () => {
    const reply = await server.send('GET', '/health/live');
    expect(api.faultOf('getLiveness', reply)).toBeUndefined();
    expect(reply).toMatchObject({ status: 200, json: { live: true } });
  });

  it('says that requests can be served, and how safely', async () => {
    const reply = await server.send('GET', '/health/ready');
    expect(api.faultOf('getReadiness', reply)).toBeUndefined();
    expect(reply.json).toMatchObject({
      ready: true,
      checks: { documents: { adapter: 'sqlite', synchronous: 'FULL' } },
    });
  });
});

describe('a server with faulty settings', () => {
  it('lives, tells nobody but its log why it cannot serve, and answers with problems', async () => {
    const faulty = await startServer({ SESSION_DAYS: 'many' });
    const live = await faulty.send('GET', '/health/live');
    const ready = await faulty.send('GET', '/health/ready');
    const start = await faulty.send('POST', '/sessions', { json: { catalogId: 'x' } });
    await faulty.stop();

    expect([live.status, ready.status, start.status]).toEqual([200, 500, 500]);
    const { code, instance } = ready.json as { code: string; instance: string };
    expect(code).toBe('internal');
    expect(ready.text).not.toContain('SESSION_DAYS');
    expect(faulty.log()).toContain(instance);
    expect(faulty.log()).toContain('SESSION_DAYS');
  });
});

describe('the description', () => {
  it('is not sent again to who has the same', async () => {
    const { headers } = await server.send('GET', '/openapi.json');
    const reply = await server.send('GET', '/openapi.json', { headers: { 'if-none-match': headers.get('etag')! } });
    expect(reply).toMatchObject({ status: 304, text: '' });
  });
});

describe('the page', () => {
  it('loads nothing but files of the server, which are there', async () => {
    const page = await server.send('GET', '/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const linked = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
    expect(linked.length).toBeGreaterThan(3);
    for (const address of linked) {
      expect(address).toMatch(/^\/api\/docs\/[\w.-]+$/);
      const asset = await server.send('GET', address.replace('/api', ''));
      expect(asset.status).toBe(200);
      expect(asset.text.length).toBeGreaterThan(50);
      expect(asset.headers.get('content-type')).toMatch(/^(text\/(css|javascript)|image\/png)/);
    }
    const start = await server.send('GET', '/docs/start.js');
    expect(start.text).toContain("url: '/api/openapi.json'");
  });

  it('may run no script but those files', async () => {
    const { headers, text } = await server.send('GET', '/docs');
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(text).not.toMatch(/<script>|javascript:|\son\w+=/i);
  });

  it('has no other files', async () => {
    for (const file of [
      'package.json',
      '..%2f..%2fpackage.json',
      '%2e%2e%2fpackage.json',
      'swagger-ui.css.map',
      '__proto__',
    ]) {
      expectProblem(await server.send('GET', `/docs/${file}`), 404, 'not_found');
    }
  });
});
