import type { ShortlistAnswer } from '../../../shared/application/useCases.ts';
import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import { definitionOf } from '../../../shared/domain/catalog/definitionOf.ts';
import { createApiChecker, type ApiChecker, type OpenApiDocument } from './support/document.ts';
import { expectProblem, faultsOf } from './support/problems.ts';
import { importCatalog } from './support/sessions.ts';
import { startServer, type Server } from './support/server.ts';

let server: Server;
let api: ApiChecker;

beforeAll(async () => {
  server = await startServer();
  api = createApiChecker((await server.send('GET', '/openapi.json')).json as OpenApiDocument);
  await importCatalog(server, 'mobile');
  await importCatalog(server, 'a/b %2b', { ...exampleCatalog, title: 'Odd id' });
});

afterAll(() => server.stop());

const responses = { region: 'north', network: ['A'], budget: { max: 25 }, travel: ['fr', 'pt'] };

describe('catalogues', () => {
  it('are listed', async () => {
    const reply = await server.send('GET', '/catalogs');
    expect(api.faultOf('listCatalogs', reply)).toBeUndefined();
    expect(reply.json).toEqual({
      catalogs: [
        { catalogId: 'a/b %2b', title: 'Odd id', version: 1, activation: 1, plans: 3 },
        { catalogId: 'mobile', title: 'Mobile plans', version: 1, activation: 1, plans: 3 },
      ],
    });
  });

  it('are shown without their plans', async () => {
    const reply = await server.send('GET', '/catalogs/mobile');
    expect(api.faultOf('getCatalog', reply)).toBeUndefined();
    expect(reply.json).toMatchObject({
      catalogId: 'mobile',
      version: 1,
      activation: 1,
      plans: exampleCatalog.plans.length,
      ...definitionOf(exampleCatalog),
    });
  });

  it('say which answers complete which, without the rows', async () => {
    const lookups = [{ from: ['status'], to: ['region'], rows: [['student', 'north']] }];
    await importCatalog(server, 'looked-up', { ...exampleCatalog, lookups });
    const reply = await server.send('GET', '/catalogs/looked-up');
    expect(api.faultOf('getCatalog', reply)).toBeUndefined();
    expect(reply.json).toMatchObject({ lookups: [{ from: ['status'], to: ['region'] }] });
    expect(reply.text).not.toContain('"rows"');
  });

  it('are not sent again to who has the same', async () => {
    const { headers } = await server.send('GET', '/catalogs/mobile');
    const tag = headers.get('etag')!;
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const reply = await server.send('GET', '/catalogs/mobile', { headers: { 'if-none-match': known } });
      expect(reply).toMatchObject({ status: 304, text: '' });
      expect(reply.headers.get('etag')).toBe(tag);
      expect(api.faultOf('getCatalog', reply)).toBeUndefined();
    }
    expect((await server.send('GET', '/catalogs/mobile', { headers: { 'if-none-match': '"other"' } })).status).toBe(
      200,
    );
  });

  it('are found under an id that needs encoding', async () => {
    const reply = await server.send('GET', `/catalogs/${encodeURIComponent('a/b %2b')}`);
    expect(reply.json).toMatchObject({ catalogId: 'a/b %2b' });
  });

  it('answer HEAD like GET, without the body', async () => {
    const reply = await server.send('HEAD', '/catalogs/mobile');
    expect(reply).toMatchObject({ status: 200, text: '' });
    expect(reply.headers.get('etag')).toBe('"1.1"');
  });

  it('that are not there are 404', async () => {
    const body = { responses };
    for (const catalogId of ['other', '__proto__', 'constructor', 'x'.repeat(300), '%01']) {
      expectProblem(await server.send('GET', `/catalogs/${catalogId}`), 404, 'catalog_not_found');
      expectProblem(
        await server.send('POST', `/catalogs/${catalogId}/shortlist`, { json: body }),
        404,
        'catalog_not_found',
      );
    }
  });
});

describe('a plan', () => {
  it('is shown with all its attributes', async () => {
    const reply = await server.send('GET', '/catalogs/mobile/plans/p2');
    expect(api.faultOf('getPlan', reply)).toBeUndefined();
    expect(reply.json).toMatchObject({
      planId: 'p2',
      name: 'Roam',
      attributes: { dataGb: 20, monthlyPrice: null, region: null },
    });
  });

  it('that is not there is 404', async () => {
    expectProblem(await server.send('GET', '/catalogs/mobile/plans/__proto__'), 404, 'plan_not_found');
  });
});

describe('a stateless shortlist', () => {
  const ask = (json: unknown) => server.send('POST', '/catalogs/mobile/shortlist', { json });

  it('is complete, ranked and explained', async () => {
    const reply = await ask({ responses, limit: 1 });
    expect(api.faultOf('getShortlist', reply)).toBeUndefined();
    const shortlist = reply.json as ShortlistAnswer;
    expect(shortlist).toMatchObject({ total: 2, source: 'live', modelVersion: null, sessionVersion: null });
    expect(shortlist.plans).toMatchObject([{ planId: 'p2', rank: 1 }]);
    expect(shortlist.nextQuestion).toEqual({ questionId: 'status', expectedBits: 1 });
  });

  it('says what stands in the way when nothing fits', async () => {
    const reply = await ask({ responses: { region: 'north', network: ['A'], budget: { max: 8 } } });
    expect(api.faultOf('getShortlist', reply)).toBeUndefined();
    expect(reply.json).toMatchObject({
      total: 0,
      conflicts: [['budget']],
      relaxations: [{ drop: ['budget'], total: 2, bestPlanId: 'p1' }],
    });
  });

  it('takes an empty object', async () => {
    expect((await ask({})).json).toMatchObject({ total: 3, needs: ['region'], plans: [] });
  });

  it('tells where its time went and is never stored', async () => {
    const { headers } = await ask({ responses });
    expect(headers.get('server-timing')).toMatch(/^parse;dur=\d+\.\d+, (store;dur=[\d.]+, )?engine;dur=\d+\.\d+$/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('lists every fault of a request at once, wherever it is', async () => {
    const faulty = {
      responses: { region: 1, nope: ['A'], budget: { max: '8' }, network: ['A', 2] },
      fixed: { data: 'much' },
      exclude: [7],
      limit: -1,
      sort: 'network:asc',
      colour: 'red',
    };
    const problem = expectProblem(await ask(faulty), 400, 'invalid_request');
    expect(faultsOf(problem)).toEqual({
      '/responses/region': 'wrong_answer',
      '/responses/nope': 'unknown_question',
      '/responses/budget': 'wrong_answer',
      '/responses/network': 'wrong_answer',
      '/fixed/data': 'wrong_answer',
      '/exclude/0': 'wrong_type',
      '/limit': 'out_of_range',
      '/sort': 'wrong_sort',
      '/colour': 'unknown_field',
    });
    expect(problem.total).toBe(9);
  });

  it('lists the first thousand faults and counts them all', async () => {
    const answers = Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`q${index}`, 1]));
    const problem = expectProblem(await ask({ responses: answers }), 400, 'invalid_responses');
    expect(problem).toMatchObject({ total: 1_500, errors: { length: 1_000 } });
  });
});

describe('comparing plans', () => {
  const ask = (json: unknown) => server.send('POST', '/catalogs/mobile/compare', { json });

  it('shows what differs', async () => {
    const reply = await ask({ planIds: ['p1', 'p2'], responses });
    expect(api.faultOf('comparePlans', reply)).toBeUndefined();
    expect(reply.json).toMatchObject({ planIds: ['p1', 'p2'] });
  });

  it('takes two to five different plans', async () => {
    for (const planIds of [['p1'], ['p1', 'p1'], ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'], 'p1', [1, 2]]) {
      expectProblem(await ask({ planIds }), 400, 'invalid_request');
    }
  });

  it('names every plan that is not there', async () => {
    const problem = expectProblem(await ask({ planIds: ['p1', 'p8', 'p9'] }), 404, 'plan_not_found');
    expect(faultsOf(problem)).toEqual({ '/planIds/1': 'unknown_plan', '/planIds/2': 'unknown_plan' });
  });
});

describe('why not', () => {
  const ask = (json: unknown) => server.send('POST', '/catalogs/mobile/why-not', { json });

  it('names the first response a plan fails', async () => {
    const reply = await ask({ planId: 'p3', responses });
    expect(api.faultOf('explainWhyNot', reply)).toBeUndefined();
    expect(reply.json).toMatchObject({ planId: 'p3', fits: false, failing: { questionId: 'network' } });
  });

  it('is 404 for a plan that is not there', async () => {
    expectProblem(await ask({ planId: 'p9', responses }), 404, 'plan_not_found');
  });
});
