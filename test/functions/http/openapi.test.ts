import { spawnSync } from 'node:child_process';
import { buildDocument } from '../../../functions/http/openapi/buildDocument.ts';
import { calls } from '../../../functions/http/contract/calls.ts';
import { createExamples } from '../../../functions/http/openapi/examples.ts';
import { errorCodes, type ErrorCode } from '../../../shared/domain/errors.ts';
import { provideCoreModule } from './support/coreModule.ts';
import { createApiChecker, type OpenApiDocument, type Operation } from './support/document.ts';

const document = buildDocument(calls, createExamples()) as unknown as OpenApiDocument;
const operations = new Map<string, Operation & { address: string }>(
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [
      operation.operationId,
      { ...operation, address: `${method.toUpperCase()} ${path}` },
    ]),
  ),
);

/** What the functions register when the app is loaded, through the library they register with. */
async function registeredAddresses(): Promise<Map<string, string[]>> {
  const registry = provideCoreModule();
  await import('../../../functions/index.ts');
  return new Map(
    registry
      .functions()
      .filter(({ trigger }) => trigger.type === 'httpTrigger')
      .map(({ name, trigger }) => [
        name,
        (trigger.methods as string[]).map((method) => `${method} /${String(trigger.route)}`),
      ]),
  );
}

interface LintProblem {
  ruleId: string;
  severity: string;
  message: string;
  pointer: string;
}

describe('the description of the API', () => {
  it('passes the recommended rules of a linter, and every example fits its schema', () => {
    const linter = spawnSync(process.execPath, ['test/functions/http/support/lintOpenApi.mjs'], {
      input: JSON.stringify(document),
      encoding: 'utf8',
    });
    expect(linter.stderr).toBe('');
    expect(JSON.parse(linter.stdout) as LintProblem[]).toEqual([]);
  });

  it('is noticed by the linter when an example does not fit', () => {
    const broken = structuredClone(document) as { paths: Record<string, Record<string, unknown>> };
    const linter = spawnSync(process.execPath, ['test/functions/http/support/lintOpenApi.mjs'], {
      input: JSON.stringify(broken).replace('"unknownDropped":0', '"unknownDropped":"none"'),
      encoding: 'utf8',
    });
    expect(linter.stdout).toContain('no-invalid-media-type-examples');
  });

  it('names every function that is registered, and no other', async () => {
    const registered = await registeredAddresses();
    registered.delete('unknownRoute');
    expect([...operations.keys()].sort()).toEqual([...registered.keys()].sort());
    for (const [name, { address }] of operations) {
      expect(registered.get(name)).toEqual(
        address.startsWith('GET ') ? [address, address.replace('GET', 'HEAD')] : [address],
      );
    }
  });

  it('shows an example of every body and answer in JSON', () => {
    for (const { operationId, requestBody, responses } of operations.values()) {
      if (operationId === 'getOpenApi') continue; // it would be its own example
      const bodies = [requestBody, ...Object.values(responses)].map((body) => body?.content?.['application/json']);
      for (const body of bodies) if (body) expect(body).toHaveProperty('example');
    }
  });

  it('has every error code somewhere, with its status', () => {
    const described = new Set<string>();
    for (const { responses } of operations.values()) {
      for (const [status, { content }] of Object.entries(responses)) {
        const { examples = {} } = (content?.['application/problem+json'] ?? {}) as {
          examples?: Record<string, { value: { status: number } }>;
        };
        for (const [code, { value }] of Object.entries(examples)) {
          described.add(code);
          expect(String(value.status)).toBe(status);
        }
      }
    }
    // An answer of addresses rather than of calls.
    const elsewhere: ErrorCode[] = ['method_not_allowed'];
    expect([...described].sort()).toEqual(
      Object.keys(errorCodes)
        .filter((code) => !(elsewhere as string[]).includes(code))
        .sort(),
    );
  });

  it('is valid JSON Schema throughout', () => {
    const checker = createApiChecker(document);
    const reply = { headers: new Headers({ 'content-type': 'application/json' }), text: '{}', json: {} };
    for (const [name, { responses }] of operations) {
      for (const status of Object.keys(responses)) {
        // Whatever it says of an empty object: it must not be that the schema itself cannot be read.
        expect(() => checker.faultOf(name, { ...reply, status: Number(status) })).not.toThrow();
      }
    }
  });
});
