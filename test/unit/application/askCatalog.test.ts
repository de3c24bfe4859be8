import {
  C,
  createWorld,
  importSmall,
  inCatalog,
  planIds,
  refusal,
  refusalCode,
  type Instance,
  type World,
} from './harness.ts';

let world: World;
let app: Instance;

beforeEach(() => {
  world = createWorld();
  app = world.start();
});
afterEach(() => world.dispose());

describe('asking a catalogue', () => {
  beforeEach(() => importSmall(app));

  it('costs no trip to the store once it is loaded', async () => {
    await app.getShortlist({ ...inCatalog, request: {} });
    world.documents.reset();
    const get = jest.spyOn(world.objects, 'get');
    await app.getShortlist({ ...inCatalog, request: { responses: { network: 'A' } } });
    await app.comparePlans({ ...inCatalog, request: { planIds: ['p1', 'p2'] } });
    await app.explainWhyNot({ ...inCatalog, request: { planId: 'p2', responses: { network: 'A' } } });
    await app.getPlan({ ...inCatalog, planId: 'p1' });
    await app.getCatalog(inCatalog);
    expect(world.documents.counts).toEqual({});
    expect(get).not.toHaveBeenCalled();
  });

  it('gives the shortlist with its freshness', async () => {
    const request = { responses: { network: 'A' }, fixed: { esim: true }, limit: 1 };
    const shortlist = await app.getShortlist({ ...inCatalog, request });
    expect(shortlist).toMatchObject({
      catalogId: C,
      catalogVersion: 1,
      activation: 1,
      modelVersion: null,
      sessionVersion: null,
      computedAt: '2026-01-01T00:00:00.000Z',
      source: 'live',
      total: 2,
    });
    expect(planIds(shortlist)).toEqual(['p1']);
  });

  it('names every fault of a request', async () => {
    const responses = { network: 1, nobody: 'x' };
    const wrong = await refusal(app.getShortlist({ ...inCatalog, request: { responses, fixed: { esim: 'x' } } }));
    expect(wrong.code).toBe('invalid_responses');
    expect(wrong.details.faults?.map(({ path }) => path)).toEqual([
      '/responses/network',
      '/responses/nobody',
      '/fixed/esim',
    ]);
    const sorted = app.getShortlist({ ...inCatalog, request: { sort: 'nothing:asc' } });
    expect(await refusalCode(sorted)).toBe('invalid_request');
    const compared = app.comparePlans({ ...inCatalog, request: { planIds: ['p1', 'p2'], responses } });
    expect(await refusalCode(compared)).toBe('invalid_responses');
    const explained = app.explainWhyNot({ ...inCatalog, request: { planId: 'p1', responses } });
    expect(await refusalCode(explained)).toBe('invalid_responses');
  });

  it('compares plans, explains absence and shows a plan', async () => {
    const comparison = await app.comparePlans({ ...inCatalog, request: { planIds: ['p3', 'p1'] } });
    expect(comparison).toMatchObject({ catalogVersion: 1, activation: 1, planIds: ['p3', 'p1'] });
    expect(comparison.differences).toContainEqual({ attribute: 'price', values: [30, 10], betterPlanId: 'p1' });
    const request = { planId: 'p2', responses: { network: 'A' } };
    expect(await app.explainWhyNot({ ...inCatalog, request })).toMatchObject({ fits: false, activation: 1 });
    expect(await app.getPlan({ ...inCatalog, planId: 'p1' })).toMatchObject({ name: 'One', catalogVersion: 1 });
  });

  it('names plans that are not there', async () => {
    const request = { planIds: ['p1', 'p9', '__proto__'] };
    const error = await refusal(app.comparePlans({ ...inCatalog, request }));
    expect(error.code).toBe('plan_not_found');
    expect(error.details.faults?.map(({ path }) => path)).toEqual(['/planIds/1', '/planIds/2']);
    expect(await refusalCode(app.explainWhyNot({ ...inCatalog, request: { planId: 'p9' } }))).toBe('plan_not_found');
    expect(await refusalCode(app.getPlan({ ...inCatalog, planId: '__proto__' }))).toBe('plan_not_found');
  });
});

describe('health', () => {
  it('tells what each store says of itself', async () => {
    const health = await app.checkHealth();
    expect(health).toMatchObject({ ready: true, checks: { documents: { adapter: 'memory' } } });
  });

  it('is not ready while a store does not answer', async () => {
    await world.objects.dispose();
    const health = await app.checkHealth();
    expect(health).toMatchObject({
      ready: false,
      checks: { documents: { adapter: 'memory' }, objects: { error: 'store_unavailable' } },
    });
    expect(app.logged).toContainEqual({ level: 'error', message: 'A part does not answer' });
  });
});
