import fc, { type Arbitrary } from 'fast-check';
import { exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { bodyTexts, headerValues, words } from './support/arbitraries.ts';
import { createApiChecker, type ApiChecker, type OpenApiDocument, type Operation } from './support/document.ts';
import { createExamples } from '../../../functions/http/openapi/examples.ts';
import { buildDocument } from '../../../functions/http/openapi/buildDocument.ts';
import { calls } from '../../../functions/http/contract/calls.ts';
import { administrator, bearer, startServer, type Reply, type Server } from './support/server.ts';
import { importCatalog, startSession, type Session } from './support/sessions.ts';

const document = buildDocument(calls, createExamples()) as unknown as OpenApiDocument;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]): [string, Place] => [
    operation.operationId,
    { path, method: method.toUpperCase(), operation },
  ]),
);

interface Place {
  path: string;
  method: string;
  operation: Operation;
}

let server: Server;
let api: ApiChecker;
let session: Session;

beforeAll(async () => {
  server = await startServer();
  api = createApiChecker(document);
  await importCatalog(server, 'mobile');
  session = await startSession(server, { catalogId: 'mobile' });
});

afterAll(() => server.stop());

interface Request {
  parameters: Record<string, string>;
  query: Record<string, string | undefined>;
  headers: Record<string, string | undefined>;
  credential: 'right' | 'none' | 'wrong';
  body: string | undefined;
}

const sensible = new Map<string, readonly string[]>([
  ['If-Match', ['"0"', '"1"', '*', 'W/"1"']],
  ['If-None-Match', ['"1.1"', '*']],
  ['Idempotency-Key', ['k1', 'k2']],
  ['Content-Type', ['application/json', 'application/json; charset=utf-8', 'text/plain']],
  ['X-Shortlist-Key', ['any']],
  ['traceparent', ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'nonsense']],
]);

function requestsTo({ operation }: Place): Arbitrary<Request> {
  const named = (where: string): string[] =>
    operation.parameters.filter((parameter) => parameter.in === where).map(({ name }) => name);
  const body = operation.requestBody?.content['application/json'];
  const header = (name: string): Arbitrary<string | undefined> => headerValues(sensible.get(name) ?? ['x']);
  return fc.record({
    parameters: fc.record(Object.fromEntries(named('path').map((name) => [name, parameter(name)]))),
    query: fc.record(Object.fromEntries(named('query').map((name) => [name, queryParameter]))),
    headers: fc.record(
      Object.fromEntries(
        [...named('header'), 'Content-Type', 'X-Shortlist-Key', 'traceparent'].map((name) => [name, header(name)]),
      ),
    ),
    credential: fc.oneof({ weight: 8, arbitrary: fc.constant('right' as const) }, fc.constantFrom('none', 'wrong')),
    body: body
      ? fc.oneof({ weight: 9, arbitrary: bodyTexts(document, body.schema, body.example) }, fc.string())
      : fc.constant(undefined),
  });
}

function parameter(name: string): Arbitrary<string> {
  const known =
    { catalogId: 'mobile', planId: 'p1', questionId: 'budget', version: '1', file: 'start.js' }[name] ?? 'x';
  return fc.oneof({ weight: 3, arbitrary: fc.constant(known) }, words);
}

/** The one version there is, other whole numbers, none at all, and anything. */
const queryParameter: Arbitrary<string | undefined> = fc.oneof(
  fc.constant('1'),
  fc.integer({ min: -1, max: 3 }).map(String),
  fc.constant(undefined),
  words,
);

async function send({ path, method, operation }: Place, request: Request): Promise<Reply> {
  const isLast = operation.operationId === 'eraseSession';
  const { sessionId, token } = isLast ? await startSession(server, { catalogId: 'mobile' }) : session;
  const { parameters, query, credential, body } = request;
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent((name === 'sessionId' ? sessionId : parameters[name]!).toWellFormed()),
  );
  const right = path.startsWith('/manage') ? administrator : path.startsWith('/sessions/') ? bearer(token) : {};
  const headers = Object.entries({
    ...request.headers,
    ...{ right, none: {}, wrong: bearer('wrong') }[credential],
  }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const asked = Object.entries(query)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`);
  const target = asked.length === 0 ? address : `${address}?${asked.join('&')}`;
  return server.send(method, target, { headers: Object.fromEntries(headers), ...(body !== undefined && { body }) });
}

/** An empty segment is none, and the host takes "." and ".." out of an address: another call answers, or nobody. */
const isOtherAddress = ({ parameters }: Request): boolean =>
  Object.values(parameters).some(
    (value) => value === '' || value === '.' || value === '..' || value.includes('\u0000'),
  );

/** The server of these tests has no event service, and says so to whoever asks for its messages. */
const saysNoEvents = ({ status, json }: Reply): boolean =>
  status === 503 && (json as { code: string }).code === 'events_unavailable';

describe.each(operations)('%s', (operationId, place) => {
  it('answers whatever it is sent as its description says, and never with a failure of its own', async () => {
    await fc.assert(
      fc.asyncProperty(requestsTo(place), async (request) => {
        const reply = await send(place, request);
        if (reply.status >= 500 && !saysNoEvents(reply))
          throw new Error(`${reply.status} ${reply.text}\n${server.log()}`);
        if (isOtherAddress(request)) return;
        const fault = api.faultOf(operationId, reply);
        if (fault !== undefined) throw new Error(fault);
      }),
      propertyRuns(80),
    );
  }, 180_000);
});

describe('importCatalog', () => {
  it('refuses or takes the example with something else in one place', async () => {
    const place = operations.find(([name]) => name === 'importCatalog')![1];
    const text = JSON.stringify(exampleCatalog);
    const tokens = [...text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null/g)];
    const other = fc.oneof(
      fc.constantFrom('1e999', '-1', '0', 'null', 'true', '[]', '{}', '""', '"__proto__"', '"\\u0000"', '[[1]]'),
      words.map((word) => JSON.stringify(word)),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...tokens), other, async (token, replacement) => {
        const end = token.index + token[0].length;
        const isKey = text[end] === ':';
        const body = text.slice(0, token.index) + (isKey ? '"other"' : replacement) + text.slice(end);
        const reply = await send(place, {
          parameters: { catalogId: 'spoilt' },
          query: {},
          headers: {},
          credential: 'right',
          body,
        });
        if (reply.status >= 500) throw new Error(`${reply.status} ${reply.text}\n${server.log()}`);
        expect(api.faultOf('importCatalog', reply)).toBeUndefined();
      }),
      propertyRuns(200),
    );
  }, 180_000);
});
