import { readExposition } from '../../unit/observability/prometheusGrammar.ts';
import { createApiChecker, type OpenApiDocument } from './support/document.ts';
import { expectProblem } from './support/problems.ts';
import { administrator, startServer, type Reply, type Server } from './support/server.ts';
import { importCatalog, startSession } from './support/sessions.ts';

let server: Server;
let faultOf: (operationId: string, reply: Reply) => string | undefined;

afterEach(() => server.stop());

async function start(settings: Record<string, string>): Promise<void> {
  server = await startServer(settings);
  ({ faultOf } = createApiChecker((await server.send('GET', '/openapi.json')).json as OpenApiDocument));
  await importCatalog(server, 'mobile');
}

async function valueOf(family: string, sample: string): Promise<number | undefined> {
  const { text } = await server.send('GET', '/manage/metrics', { headers: administrator });
  return readExposition(text).get(family)?.samples.get(sample);
}

describe('more requests than there is room for', () => {
  it('are refused with a problem that a page can read, while the service itself answers', async () => {
    await start({ ADMISSION_MAX_IN_FLIGHT: '1' });
    const session = await startSession(server, { catalogId: 'mobile' });
    // Checking a token leaves the event loop to others, so that requests meet in the process; whether they do is up to it.
    const ask = (): Promise<Reply> => session.send('GET', '', { headers: { origin: 'https://shop.example' } });
    const replies: Reply[] = [];
    const others: Reply[] = [];
    while (!replies.some(({ status }) => status === 503)) {
      expect(replies.length).toBeLessThan(4_000);
      const asked = Promise.all(Array.from({ length: 40 }, ask));
      others.push(
        await server.send('GET', '/health/live'),
        await server.send('GET', '/health/ready'),
        await server.send('GET', '/manage/catalogs/mobile/versions', { headers: administrator }),
      );
      replies.push(...(await asked));
    }
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200, 503]));
    const refused = replies.filter(({ status }) => status === 503);
    expectProblem(refused[0]!, 503, 'overloaded');
    expect(refused[0]!.headers.get('retry-after')).toBe('1');
    expect(refused[0]!.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    expect(faultOf('getSession', refused[0]!)).toBeUndefined();
    expect(await valueOf('shortlist_shed_total', 'shortlist_shed_total{reason="inFlight"}')).toBe(refused.length);
    expect((await ask()).status).toBe(200);
  });
});

describe('more requests than one caller may make', () => {
  const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });

  it('are refused with a problem that says when to come again, and others are not', async () => {
    await start({ RATE_LIMIT_PER_SECOND: '1', RATE_LIMIT_BURST: '2', CLIENT_ADDRESS_HEADER: 'X-Forwarded-For' });
    const ask = (headers: Record<string, string>): Promise<Reply> => server.send('GET', '/catalogs', { headers });
    const statuses: number[] = [];
    let refused: Reply | undefined;
    while (refused === undefined) {
      const reply = await ask(from('203.0.113.7'));
      statuses.push(reply.status);
      if (reply.status !== 200) refused = reply;
    }
    expect(statuses.length).toBeGreaterThan(2);
    expectProblem(refused, 429, 'rate_limited');
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(faultOf('listCatalogs', refused)).toBeUndefined();
    expect(await valueOf('shortlist_rate_limited_total', 'shortlist_rate_limited_total')).toBe(1);

    expect((await ask(from('203.0.113.8'))).status).toBe(200);
    expect((await server.send('GET', '/health/ready', { headers: from('203.0.113.7') })).status).toBe(200);
    const manage = { ...administrator, ...from('203.0.113.7') };
    for (let time = 0; time < 5; time += 1) {
      expect((await server.send('GET', '/manage/metrics', { headers: manage })).status).toBe(200);
    }
    // Without a proxy in between: a caller on this machine.
    for (let time = 0; time < 5; time += 1) expect((await ask({})).status).toBe(200);
  });

  it('are counted for each session by itself', async () => {
    await start({ RATE_LIMIT_PER_SECOND: '1', RATE_LIMIT_BURST: '1' });
    const headers = from('203.0.113.7');
    const [one, other] = [
      await startSession(server, { catalogId: 'mobile' }),
      await startSession(server, { catalogId: 'mobile' }),
    ];
    let status = 200;
    while (status === 200) ({ status } = await one.send('GET', '', { headers }));
    expect(status).toBe(429);
    expect((await other.send('GET', '', { headers })).status).toBe(200);
  });
});
