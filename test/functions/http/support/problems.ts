import type { Problem } from '../../../../functions/http/pipeline/problem.ts';
import type { Reply } from './server.ts';

/** Checks that a reply is a problem of this status and code, with everything a problem has; gives it back. */
export function expectProblem(reply: Reply, status: number, code: string): Problem {
  expect({ status: reply.status, text: reply.text }).toEqual({ status, text: expect.stringContaining(code) as string });
  expect(reply.headers.get('content-type')).toBe('application/problem+json');
  const problem = reply.json as Problem;
  expect(problem).toEqual({
    type: `urn:shortlist:${code}`,
    title: expect.any(String) as string,
    status,
    code,
    detail: expect.any(String) as string,
    errors: expect.any(Array) as unknown[],
    total: expect.any(Number) as number,
  });
  expect(problem.total).toBeGreaterThanOrEqual(problem.errors.length);
  return problem;
}

/** Paths and codes of the faults, sorted by path. */
export function faultsOf(problem: Problem): Record<string, string> {
  return Object.fromEntries(problem.errors.map(({ path, code }) => [path, code]));
}
