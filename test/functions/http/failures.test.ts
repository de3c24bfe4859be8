import { HttpRequest, InvocationContext, type HttpHandler, type HttpResponseInit } from '@azure/functions';
import { AppError, errorCodes, type ErrorCode } from '../../../shared/domain/errors.ts';
import { errorsOf } from '../../../functions/http/contract/call.ts';
import { calls } from '../../../functions/http/contract/calls.ts';
import { statusOf } from '../../../functions/http/pipeline/statuses.ts';
import type { Problem } from '../../../functions/http/pipeline/problem.ts';
import { createMetrics } from '../../../shared/observability/createMetrics.ts';
import { readSettings } from '../../../shared/config/readSettings.ts';
import { provideCoreModule } from './support/coreModule.ts';

/** What the application does in a test; the functions get it in place of a real one. */
let getCatalog: () => Promise<unknown>;
let checkHealth: () => Promise<unknown>;

const mockApp = {
  access: { resolveTenant: () => 'default', isKnownOrigin: () => true, allowsOrigin: () => true },
  useCases: { getCatalog: () => getCatalog(), checkHealth: () => checkHealth() },
  metrics: createMetrics(),
  ...readSettings({}),
};
jest.mock('../../../shared/composition/getApp.ts', () => ({ getApp: () => Promise.resolve(mockApp) }));

beforeAll(() => void provideCoreModule());

interface Failure {
  response: HttpResponseInit & { headers: Record<string, string> };
  problem: Problem & { instance?: string; checks?: unknown };
  logged: unknown[][];
}

async function call(handler: HttpHandler, path: string, params: Record<string, string> = {}): Promise<Failure> {
  const logged: unknown[][] = [];
  const context = new InvocationContext({ functionName: 'tested', logHandler: (...line) => void logged.push(line) });
  const request = new HttpRequest({ method: 'GET', url: `http://localhost/api/${path}`, params });
  const response = (await handler(request, context)) as Failure['response'];
  return { response, problem: JSON.parse(response.body as string) as Failure['problem'], logged };
}

async function failWith(error: unknown): Promise<Failure> {
  getCatalog = jest.fn<Promise<unknown>, []>().mockRejectedValue(error);
  const { getCatalog: handler } = await import('../../../functions/http/getCatalog.ts');
  return call(handler, 'catalogs/mobile', { catalogId: 'mobile' });
}

describe('an error', () => {
  it.each(Object.keys(errorCodes) as ErrorCode[])('%s has its status and code', async (code) => {
    const { response, problem, logged } = await failWith(new AppError(code));
    const { category, title } = errorCodes[code];
    expect(response.status).toBe(statusOf[category]);
    expect(problem).toMatchObject({ type: `urn:shortlist:${code}`, title, status: response.status, code });
    expect(problem).toMatchObject({ errors: [], total: 0 });
    expect(logged).toHaveLength(category === 'internal' ? 1 : 0);
  });

  it("that is nobody's fault says when to try again", async () => {
    for (const code of ['rate_limited', 'store_unavailable', 'starting', 'identity_provider_unavailable'] as const) {
      expect((await failWith(new AppError(code))).response.headers['Retry-After']).toBe('1');
      const later = await failWith(new AppError(code, { retryAfterSeconds: 30 }));
      expect(later.response.headers['Retry-After']).toBe('30');
    }
  });

  it('nobody expected is logged under the id the caller gets, and nothing of it is told', async () => {
    for (const error of [new Error('secret detail'), 'secret detail', undefined]) {
      const { response, problem, logged } = await failWith(error);
      expect(response.status).toBe(500);
      expect(problem.instance).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
      expect(JSON.stringify(problem)).not.toContain('secret');
      expect(JSON.stringify(logged)).toContain(problem.instance);
      if (error !== undefined) expect(String(logged)).toContain('secret detail');
    }
  });

  it('can be read by a page', async () => {
    expect((await failWith(new AppError('catalog_not_found'))).response.headers).toMatchObject({ Vary: 'Origin' });
  });

  it('lists a thousand faults and the number of all', async () => {
    const faults = Array.from({ length: 1_200 }, (_, index) => ({ path: `/${index}`, code: 'x', message: 'is wrong' }));
    const { problem } = await failWith(new AppError('invalid_request', { faults, total: 5_000 }));
    expect(problem).toMatchObject({ errors: { length: 1_000 }, total: 5_000, detail: '/0 is wrong, and 4999 more' });
  });
});

describe('a server that is not ready', () => {
  it('says why', async () => {
    const checks = { documents: { error: 'store_unavailable' } };
    checkHealth = () => Promise.resolve({ ready: false, checks });
    const { getReadiness } = await import('../../../functions/http/getReadiness.ts');
    const { response, problem } = await call(getReadiness, 'health/ready');
    expect(response.status).toBe(503);
    expect(response.headers['Retry-After']).toBe('1');
    expect(problem).toMatchObject({ code: 'starting', checks });
  });
});

describe('the errors of a call', () => {
  it('are all in the table, and each call has at least one', () => {
    for (const definition of calls) expect(errorsOf(definition)).toContain('internal');
  });
});
