import type { CatalogImported, VersionsCompared } from '../../../shared/application/useCases.ts';
import { earlierExampleCatalog, exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import type { Catalog } from '../../../shared/domain/catalog/schema.ts';
import { createApiChecker, type ApiChecker, type OpenApiDocument } from './support/document.ts';
import { expectProblem, faultsOf } from './support/problems.ts';
import { administrator, startServer, type Reply, type Server } from './support/server.ts';
import { startSession } from './support/sessions.ts';

let server: Server;
let api: ApiChecker;

beforeAll(async () => {
  server = await startServer();
  api = createApiChecker((await server.send('GET', '/openapi.json')).json as OpenApiDocument);
});

afterAll(() => server.stop());

const put = (catalogId: string, json: unknown): Promise<Reply> =>
  server.send('PUT', `/manage/catalogs/${catalogId}`, { headers: administrator, json });
const manage = (method: string, path: string): Promise<Reply> =>
  server.send(method, `/manage/catalogs/${path}`, { headers: administrator });
const withTitle = (title: string): Catalog => ({ ...exampleCatalog, title });

describe('importing a catalogue', () => {
  it('makes the first version active and keeps later ones waiting', async () => {
    const first = await put('imports', exampleCatalog);
    expect(api.faultOf('importCatalog', first)).toBeUndefined();
    expect(first).toMatchObject({ status: 201, json: { catalogId: 'imports', version: 1, active: true } });
    expect(first.headers.get('location')).toBe('/api/catalogs/imports');
    const second = await put('imports', withTitle('Second'));
    expect(second).toMatchObject({ status: 201, json: { version: 2, active: false } });
    expect((await server.send('GET', '/catalogs/imports')).json).toMatchObject({ version: 1 });
  });

  it('changes nothing when the newest version has the same content', async () => {
    const { digest } = (await put('same', exampleCatalog)).json as CatalogImported;
    const again = await put('same', { ...exampleCatalog, plans: exampleCatalog.plans.toReversed() });
    expect(api.faultOf('importCatalog', again)).toBeUndefined();
    expect(again).toMatchObject({ status: 200, json: { version: 1, active: true, digest } });
    expect((await manage('GET', 'same/versions')).json).toMatchObject({ versions: [{ version: 1 }] });
  });

  it('lists every fault and leaves everything as it was', async () => {
    await put('faulty', exampleCatalog);
    const faulty = {
      ...exampleCatalog,
      colour: 'red',
      plans: [
        { planId: 'p1', name: 'One', values: { network: 3, price: 1 } },
        { planId: 'p1', name: 'Two' },
      ],
    };
    const problem = expectProblem(await put('faulty', faulty), 400, 'invalid_catalog');
    expect(Object.keys(faultsOf(problem))).toEqual(
      expect.arrayContaining(['/colour', '/plans/0/values/network', '/plans/0/values/price', '/plans/1/planId']),
    );
    expect((await manage('GET', 'faulty/versions')).json).toMatchObject({ versions: [{ version: 1, active: true }] });
    expectProblem(await put('never', faulty), 400, 'invalid_catalog');
    expectProblem(await server.send('GET', '/catalogs/never'), 404, 'catalog_not_found');
  });

  it('lists the first thousand faults and counts them all', async () => {
    const plans = Array.from({ length: 1_500 }, (_, index) => ({ planId: `p${index}`, name: 7 }));
    const problem = expectProblem(await put('many', { ...exampleCatalog, plans }), 400, 'invalid_catalog');
    expect(problem).toMatchObject({ total: 1_500, errors: { length: 1_000 } });
  });

  it('refuses more rows than it takes and names the other way in', async () => {
    const plans = Array.from({ length: 50_001 }, (_, index) => ({ planId: `p${index}`, name: 'x' }));
    const problem = expectProblem(
      await put('large', { ...exampleCatalog, plans, offers: undefined }),
      413,
      'body_too_large',
    );
    expect(problem.detail).toContain('`POST /manage/catalogs/{catalogId}/imports`');
    expect(problem.detail).toContain('npm run import');
    const accepted = await put('large', { ...exampleCatalog, plans: plans.slice(1), offers: undefined });
    expect(accepted.status).toBe(201);
  });

  it('refuses more bytes than it takes and names the other way in', async () => {
    const body = ' '.repeat(32 * 1024 * 1024 + 1);
    const reply = await server.send('PUT', '/manage/catalogs/heavy', { headers: administrator, body });
    expect(expectProblem(reply, 413, 'body_too_large').detail).toContain('npm run import');
  });

  it.each(['', 'x'.repeat(201), '\u0001', '\u0085'])('refuses %j as an id', async (catalogId) => {
    const reply = await put(encodeURIComponent(catalogId), exampleCatalog);
    // Nothing at all after the last slash is another address.
    if (catalogId === '') expectProblem(reply, 404, 'not_found');
    else expectProblem(reply, 400, 'invalid_request');
  });

  it.each(['__proto__', 'constructor', 'toString', 'é ü', '$where'])('takes %j as an id', async (catalogId) => {
    expect((await put(encodeURIComponent(catalogId), exampleCatalog)).status).toBe(201);
    const view = await server.send('GET', `/catalogs/${encodeURIComponent(catalogId)}`);
    expect(view.json).toMatchObject({ catalogId });
  });
});

describe('versions', () => {
  it('are listed and can be switched, also back', async () => {
    await put('switch', withTitle('One'));
    await put('switch', withTitle('Two'));
    const activated = await manage('POST', 'switch/versions/2/activate');
    expect(api.faultOf('activateVersion', activated)).toBeUndefined();
    expect(activated.json).toEqual({ version: 2, activation: 2 });
    expect((await server.send('GET', '/catalogs/switch')).json).toMatchObject({ title: 'Two', version: 2 });
    const { headers } = await server.send('GET', '/catalogs/switch');
    await manage('POST', 'switch/versions/1/activate');
    const back = await server.send('GET', '/catalogs/switch', { headers: { 'if-none-match': headers.get('etag')! } });
    expect(back).toMatchObject({ status: 200, json: { title: 'One', version: 1, activation: 3 } });

    const listed = await manage('GET', 'switch/versions');
    expect(api.faultOf('listVersions', listed)).toBeUndefined();
    const { versions } = listed.json as { versions: { version: number; active: boolean }[] };
    expect(versions.map(({ version, active }) => [version, active]).sort()).toEqual([
      [1, true],
      [2, false],
    ]);
  });

  it('that are not there are 404', async () => {
    await put('few', exampleCatalog);
    for (const version of ['2', '0', '-1', '1.5', 'x', '1e0', '01', '9'.repeat(30)]) {
      expectProblem(await manage('POST', `few/versions/${version}/activate`), 404, 'version_not_found');
    }
    expectProblem(await manage('GET', 'none/versions'), 404, 'catalog_not_found');
    expectProblem(await manage('POST', 'none/versions/1/activate'), 404, 'catalog_not_found');
  });

  it('that no longer know a question leave its responses out and say so', async () => {
    await put('changing', exampleCatalog);
    const session = await startSession(server, { catalogId: 'changing', responses: { data: 10, region: 'north' } });
    const questions = exampleCatalog.questions.filter(({ id }) => id !== 'data');
    await put('changing', { ...exampleCatalog, questions });
    await manage('POST', 'changing/versions/2/activate');
    expect((await session.send('GET', '')).json).toMatchObject({ ignoredResponses: ['data'], shortlist: { total: 3 } });
    const removal = { responses: { data: null, nope: 1, region: [1] }, limit: 1 };
    const problem = expectProblem(await session.send('PATCH', '/responses', { json: removal }), 400, 'invalid_request');
    expect(faultsOf(problem)).toEqual({
      '/limit': 'unknown_field',
      '/responses/nope': 'unknown_question',
      '/responses/region': 'wrong_answer',
    });
    expect((await session.send('PUT', '/responses/data', { json: { answer: null } })).status).toBe(200);
    expect((await session.send('GET', '')).json).toMatchObject({ ignoredResponses: [] });
  });
});

describe('comparing versions', () => {
  beforeAll(async () => {
    await put('compared', earlierExampleCatalog);
    await put('compared', exampleCatalog);
  });

  it('tells what changed and how many sessions see it', async () => {
    const responses = { region: 'south' };
    const { sessionId } = await startSession(server, { catalogId: 'compared', userId: 'u1', responses });
    const reply = await manage('GET', 'compared/diff?from=1&to=2');
    expect(api.faultOf('compareVersions', reply)).toBeUndefined();
    expect(reply).toMatchObject({
      status: 200,
      json: {
        catalogId: 'compared',
        from: 1,
        to: 2,
        questions: { added: ['esim'] },
        plans: { added: { total: 1, planIds: ['p3'] }, changed: { total: 0 } },
        offers: { removed: { total: 1, rows: [{ planId: 'p2', market: { region: 'south' } }] } },
        sessions: { sampled: 1, sameFirst: 0, firstGone: 1, nowNothing: 0 },
      },
    });
    for (const secret of [sessionId, 'u1']) expect(reply.text).not.toContain(secret);
    const back = (await manage('GET', 'compared/diff?from=2&to=1')).json as VersionsCompared;
    expect(back.plans.removed).toEqual({ total: 1, planIds: ['p3'] });
  });

  it('finds nothing between a version and itself', async () => {
    const reply = await manage('GET', 'compared/diff?to=2&from=2&code=anything');
    expect(api.faultOf('compareVersions', reply)).toBeUndefined();
    expect(reply.json).toMatchObject({ plans: { changed: { total: 0 } }, sessions: { sampled: 0 } });
  });

  it('names every parameter that is missing or no version', async () => {
    const faults = async (query: string) =>
      faultsOf(expectProblem(await manage('GET', `compared/diff${query}`), 400, 'invalid_request'));
    expect(await faults('')).toEqual({ '/from': 'missing_field', '/to': 'missing_field' });
    expect(await faults('?from=0&to=1.5')).toEqual({ '/from': 'out_of_range', '/to': 'wrong_type' });
    expect(await faults('?from=&to=-3')).toEqual({ '/from': 'wrong_type', '/to': 'out_of_range' });
    for (const wrong of ['x', '1e0', '01', '%201', '0x1', '1&from=2', '9'.repeat(400)]) {
      expect(await faults(`?to=1&from=${wrong}`)).toEqual({ '/from': 'wrong_type' });
    }
  });

  it('is 404 where there is no such version or catalogue', async () => {
    const unknown = await manage('GET', `compared/diff?from=3&to=${'9'.repeat(30)}`);
    expect(faultsOf(expectProblem(unknown, 404, 'version_not_found'))).toEqual({
      '/from': 'unknown_version',
      '/to': 'unknown_version',
    });
    expectProblem(await manage('GET', 'none/diff?from=1&to=1'), 404, 'catalog_not_found');
  });

  it('is for administrators', async () => {
    const reply = await server.send('GET', '/manage/catalogs/compared/diff?from=1&to=2');
    expectProblem(reply, 401, 'not_administrator');
  });
});
