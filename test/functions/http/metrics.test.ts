import { readExposition } from '../../unit/observability/prometheusGrammar.ts';
import { createApiChecker, type ApiChecker, type OpenApiDocument } from './support/document.ts';
import { expectProblem } from './support/problems.ts';
import { administrator, startServer, type Server } from './support/server.ts';
import { importCatalog, startSession } from './support/sessions.ts';

let server: Server;
let api: ApiChecker;

beforeAll(async () => {
  server = await startServer({ METRICS_LOG_SECONDS: '1' });
  api = createApiChecker((await server.send('GET', '/openapi.json')).json as OpenApiDocument);
});

afterAll(() => server.stop());

describe('GET /manage/metrics', () => {
  it('is for administrators', async () => {
    expectProblem(await server.send('GET', '/manage/metrics'), 401, 'not_administrator');
    expect((await server.send('HEAD', '/manage/metrics', { headers: administrator })).text).toBe('');
  });

  it('tells what the process has done, in the format that Prometheus reads', async () => {
    await importCatalog(server, 'mobile');
    const session = await startSession(server, { catalogId: 'mobile' });
    await session.send('DELETE', '');
    await server.send('POST', '/catalogs/nowhere/shortlist', { json: {} });
    const reply = await server.send('GET', '/manage/metrics', { headers: administrator });
    expect(api.faultOf('getMetrics', reply)).toBeUndefined();
    expect(reply.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');

    const families = readExposition(reply.text);
    const valueOf = (family: string, sample: string): number | undefined => families.get(family)?.samples.get(sample);
    const requests = 'shortlist_http_requests_total';
    expect(valueOf(requests, `${requests}{call="startSession",status="2xx"}`)).toBe(1);
    expect(valueOf(requests, `${requests}{call="getShortlist",status="4xx"}`)).toBe(1);
    const durations = 'shortlist_http_duration_milliseconds';
    expect(valueOf(durations, `${durations}_count{call="startSession"}`)).toBe(1);
    expect(valueOf('shortlist_session_erased_total', 'shortlist_session_erased_total')).toBe(1);
    expect(valueOf('shortlist_catalog_load_milliseconds', 'shortlist_catalog_load_milliseconds_count')).toBe(1);
  });

  it('is logged too', async () => {
    while (!server.log().includes('catalog.loadMs=')) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.log()).toMatch(/ metrics .*http\.requests\{call=startSession,status=2xx\}=1/);
  });
});
