import fc from 'fast-check';
import type {
  CatalogImported,
  ComparisonAnswer,
  SessionStarted,
  SessionView,
  ShortlistAnswer,
  WhyNotAnswer,
} from '../../shared/application/useCases.ts';
import type { Catalog } from '../../shared/domain/catalog/schema.ts';
import type { Answer, Responses, Shortlist, ShortlistRequest } from '../../shared/domain/engine/schema.ts';
import { catalogArbitrary, filtersOnlyArbitrary, type GeneratedCatalog } from '../support/arbitraries/catalogs.ts';
import { askedArbitrary, overConstrainedArbitrary, type Asked } from '../support/arbitraries/requests.ts';
import { comparable, differencesBetween } from '../support/differences.ts';
import { interpretCompare } from '../support/oracle/comparing.ts';
import { interpret } from '../support/oracle/index.ts';
import { interpretWhyNot } from '../support/oracle/whyNot.ts';
import { propertyRuns } from '../support/propertyRuns.ts';
import { sendJson, type JsonReply } from '../support/sendJson.ts';
import { startServer, stopAllServers, type ServerProcess } from '../support/serverProcess.ts';
import { emptySession, withChanges, type SessionModel } from '../support/sessionModel.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';

/** Each run imports a catalogue, which the disk has to take. */
const runs = propertyRuns(25);
/** Long enough to shrink a failure, too. */
jest.setTimeout(90_000 + runs.numRuns * 1_000);

const folder = createTemporaryFolder();
let server: ServerProcess;
let administratorKey: string;
let imported = 0;

beforeAll(async () => {
  server = await startServer({ dataDir: folder.path });
  administratorKey = (await server.printed(/Administrator key .*: (\S+)$/m))[1]!;
});
afterAll(async () => {
  await stopAllServers();
  folder.remove();
});

interface Unseen {
  catalog: Catalog;
  requests: ShortlistRequest[];
}

/** A catalogue and three requests over it. */
function unseenArbitrary(
  catalogs: fc.Arbitrary<GeneratedCatalog>,
  asking: (catalogs: fc.Arbitrary<GeneratedCatalog>) => fc.Arbitrary<Asked> = askedArbitrary,
): fc.Arbitrary<Unseen> {
  return catalogs.chain((generated) =>
    fc
      .array(asking(fc.constant(generated)), { minLength: 3, maxLength: 3 })
      .map((asked) => ({ catalog: generated.catalog, requests: asked.map(({ request }) => request) })),
  );
}

/** @returns the address below which the catalogue is asked. */
async function importUnseen(catalog: Catalog): Promise<{ catalogId: string; address: string }> {
  const catalogId = `unseen-${(imported += 1)}`;
  const { status, body } = await sendJson<CatalogImported>(`${server.url}/manage/catalogs/${catalogId}`, {
    method: 'PUT',
    token: administratorKey,
    body: catalog,
  });
  expect({ status, body }).toMatchObject({ status: 201, body: { catalogId, version: 1, active: true } });
  return { catalogId, address: `${server.url}/catalogs/${catalogId}` };
}

async function post<Body>(url: string, body: unknown): Promise<Body> {
  return expectStatus(200, await sendJson<Body>(url, { method: 'POST', body }));
}

function expectStatus<Body>(status: number, reply: JsonReply<Body>): Body {
  expect({ status: reply.status, body: reply.body }).toEqual({ status, body: expect.anything() as unknown });
  return reply.body;
}

/** Everything the interpreter computes is the same, and how fresh it is stands beside it. */
function expectRight(answer: ShortlistAnswer, { catalog, request }: Asked, sessionVersion: number | null = null): void {
  const { catalogId, catalogVersion, activation, modelVersion, computedAt, source, ...rest } = answer;
  expect({ catalogVersion, activation, modelVersion, source }).toEqual({
    catalogVersion: 1,
    activation: 1,
    modelVersion: null,
    source: 'live',
  });
  expect(catalogId).toBe(`unseen-${imported}`);
  expect(new Date(computedAt).toISOString()).toBe(computedAt);
  expect(rest.sessionVersion).toBe(sessionVersion);
  const shortlist: Shortlist & { sessionVersion?: unknown } = rest;
  delete shortlist.sessionVersion;
  expect(differencesBetween(comparable(shortlist), comparable(interpret(catalog, request)))).toEqual([]);
  for (const { score, reasons } of shortlist.plans ?? []) {
    if (reasons === undefined) continue;
    expect(reasons.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(score, 9);
  }
}

describe('a catalogue never seen before, imported over HTTP', () => {
  it.each([
    ['any request', unseenArbitrary(catalogArbitrary)],
    ['requests that ask for too much', unseenArbitrary(filtersOnlyArbitrary, overConstrainedArbitrary)],
  ])('has %s answered as the interpreter does', async (_what, unseen) => {
    await fc.assert(
      fc.asyncProperty(unseen, async ({ catalog, requests }) => {
        const { address } = await importUnseen(catalog);
        for (const request of requests) {
          expectRight(await post<ShortlistAnswer>(`${address}/shortlist`, request), { catalog, request });
        }
      }),
      runs,
    );
  });

  it('has its plans compared and explained as the interpreter does', async () => {
    const picks = fc.array(fc.nat(99), { minLength: 2, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(unseenArbitrary(catalogArbitrary), picks, async ({ catalog, requests }, places) => {
        const { address } = await importUnseen(catalog);
        const { plans } = catalog;
        const planIds = [
          ...new Set(places.map((place) => plans[place % (plans.length + 1)]?.planId ?? 'no such plan')),
        ];
        for (const { responses, fixed } of requests) {
          for (const planId of planIds) await expectWhyNot(address, catalog, { planId, responses, fixed });
          if (planIds.length > 1) await expectComparison(address, catalog, { planIds, responses, fixed });
        }
      }),
      runs,
    );
  });

  async function expectWhyNot(address: string, catalog: Catalog, request: Parameters<typeof interpretWhyNot>[1]) {
    const expected = interpretWhyNot(catalog, request);
    const reply = await sendJson<WhyNotAnswer>(`${address}/why-not`, { method: 'POST', body: request });
    if (expected === undefined) {
      expect([reply.status, reply.body]).toMatchObject([404, { code: 'plan_not_found' }]);
      return;
    }
    const answer = { ...expected, catalogVersion: 1, activation: 1 };
    expect(differencesBetween(expectStatus(200, reply), answer)).toEqual([]);
  }

  async function expectComparison(address: string, catalog: Catalog, request: Parameters<typeof interpretCompare>[1]) {
    const expected = interpretCompare(catalog, request);
    const reply = await sendJson<ComparisonAnswer>(`${address}/compare`, { method: 'POST', body: request });
    if ('unknownPlanIds' in expected) {
      expect([reply.status, reply.body]).toMatchObject([404, { code: 'plan_not_found' }]);
      return;
    }
    const answer = { ...expected, catalogVersion: 1, activation: 1 };
    expect(differencesBetween(expectStatus(200, reply), answer)).toEqual([]);
  }

  it('has every step of a session answered as the interpreter does', async () => {
    await fc.assert(
      fc.asyncProperty(unseenArbitrary(catalogArbitrary), async ({ catalog, requests }) => {
        const { catalogId } = await importUnseen(catalog);
        const [first = {}, second = {}, third = {}] = requests.map(({ responses }) => responses ?? {});
        let responses: Responses = {};
        let model: SessionModel = emptySession;

        function expectStep(
          changes: Responses,
          { version, shortlist }: { version: number; shortlist: ShortlistAnswer },
        ) {
          for (const [questionId, answer] of Object.entries(changes)) {
            const before = model.version;
            model = withChanges(model, [{ questionId, answer }]);
            // The same options in another order are the same answer: it stays as it was first given.
            if (model.version === before) continue;
            responses = Object.fromEntries([...Object.entries(responses), [questionId, answer]]);
          }
          expect(version).toBe(model.version);
          expectRight(shortlist, { catalog, request: { responses } }, version);
        }

        const started = await sendJson<SessionStarted>(`${server.url}/sessions`, {
          method: 'POST',
          body: { catalogId, responses: first },
        });
        const { sessionId, token, ...begun } = expectStatus(201, started);
        expectStep(first, begun);

        const address = `${server.url}/sessions/${sessionId}`;
        const record = async (method: string, path: string, body: unknown) =>
          expectStatus(200, await sendJson<SessionView>(`${address}/responses${path}`, { method, token, body }));
        const one = Object.entries(second).find(([questionId]) => hasAddress(questionId));
        if (one !== undefined) {
          const [questionId, answer] = one;
          const recorded = await record('PUT', `/${encodeURIComponent(questionId)}`, { answer });
          expectStep(Object.fromEntries<Answer>([one]), recorded);
        }
        expectStep(third, await record('PATCH', '', { responses: third }));

        const view = expectStatus(200, await sendJson<SessionView>(address, { token }));
        expectStep({}, view);
        expect([view.catalogId, view.ignoredResponses]).toEqual([catalogId, []]);
      }),
      runs,
    );
  });
});

/** Half a surrogate pair cannot stand in an address, nor can what means another place or an encoded slash. */
function hasAddress(questionId: string): boolean {
  return questionId.isWellFormed() && !/^\.\.?$|%2f/i.test(questionId);
}
