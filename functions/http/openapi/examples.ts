import { IMPORT_RULES } from '../../../shared/application/largeImports/importRules.ts';
import { definitionOf } from '../../../shared/domain/catalog/definitionOf.ts';
import { earlierExampleCatalog, exampleCatalog } from '../../../shared/domain/catalog/example.ts';
import { noTops } from '../../../shared/domain/catalogDiff/compareTops.ts';
import { diffCatalogs } from '../../../shared/domain/catalogDiff/diffCatalogs.ts';
import { finish } from '../../../shared/domain/steps.ts';
import { comparePlans } from '../../../shared/domain/engine/comparePlans.ts';
import { compileCatalog } from '../../../shared/domain/engine/compileCatalog.ts';
import { explainWhyNot } from '../../../shared/domain/engine/explainWhyNot.ts';
import { findPlan } from '../../../shared/domain/engine/findPlan.ts';
import { recommend } from '../../../shared/domain/engine/recommend.ts';
import type { Responses } from '../../../shared/domain/engine/schema.ts';
import { countPopularity } from '../../../shared/domain/recommendation/popularity.ts';
import { recommendFor } from '../../../shared/domain/recommendation/recommendFor.ts';
import { summarise } from '../../../shared/domain/report/summarise.ts';
import type { CallExamples } from './buildDocument.ts';

const computedAt = '2026-11-20T10:00:00.000Z';
const digest = '2f5c9d3e8a4b7f60c1d2e3f4a5b6c7d8e9f00112233445566778899aabbccdde';
const catalogId = 'mobile';
const active = { catalogVersion: 7, activation: 9 };
const session = { sessionId: 's1', catalogId, userId: null };
const feedback = { type: 'saved', planId: 'p2' };

const responses: Responses = {
  region: 'north',
  network: ['A'],
  budget: { max: 25 },
  travel: ['fr', 'pt'],
};

const popularity = countPopularity([{ segment: '["north",null]', plans: { p1: 3, p2: 5 } }]);

/** Every call by name with a request and what it is answered with, computed on the example catalogue. */
export function createExamples(): ReadonlyMap<string, CallExamples> {
  const compiled = compileCatalog(exampleCatalog);
  const definition = definitionOf(exampleCatalog);
  const plans = exampleCatalog.plans.length;

  const shortlistOf = (request: { responses: Responses; limit?: number }, sessionVersion: number | null) => ({
    catalogId,
    ...active,
    modelVersion: null,
    sessionVersion,
    computedAt,
    source: 'live',
    ...recommend(compiled, request),
  });
  const stateless = { responses, limit: 1 };
  const recorded = { version: 4, shortlist: shortlistOf({ responses }, 4) };
  const compare = { planIds: ['p1', 'p2'], responses };
  const whyNot = { planId: 'p3', responses };
  const started = {
    sessionId: session.sessionId,
    token: 'eyJhbGciOiJIUzI1NiIsImtpZCI6IjEifQ.eyJzaWQiOiJzMSJ9.c2lnbmF0dXJl',
    expiresAt: '2027-02-18T10:00:00.000Z',
    version: 1,
    shortlist: shortlistOf({ responses: { region: 'north' } }, 1),
  };
  const version = { version: 7, createdAt: computedAt, digest, plans, active: true };
  const imported = { catalogId, version: 7, active: true, digest };

  const opened = {
    importId: 'i1',
    catalogId,
    status: 'uploading',
    createdAt: computedAt,
    files: [{ name: 'plans.csv.gz', parts: 0, bytes: 0 }],
    partBytes: IMPORT_RULES.partBytes,
    progress: null,
    result: null,
    faults: [],
    total: 0,
    notes: [],
  };
  const uploaded = [{ name: 'plans.csv.gz', parts: 2, bytes: 41_000_000 }];
  const mapping = {
    catalog: { attributes: [{ id: 'monthlyPrice', type: 'number' }], questions: [] },
    plans: { planId: 'id', name: 'title', values: { monthlyPrice: { column: 'price', as: 'money' } } },
  };
  const done = {
    ...opened,
    status: 'done',
    files: uploaded,
    result: { version: 8, active: false, digest, created: true },
    notes: ['plans.csv.gz: 310,000 rows -> 310,000 plans'],
  };

  const computed = { ...{ sessionId: session.sessionId, fresh: true, sessionVersion: 4 }, activation: 9, computedAt };
  const recommended = {
    ...computed,
    modelVersion: 3,
    source: 'precomputed',
    plans: recommendFor(compiled, responses, [], popularity).plans,
  };
  const summary = { ...computed, modelVersion: null, ...finish(summarise(compiled, responses, [])) };
  const deadLetter = {
    queue: 'precompute',
    kind: 'dead',
    sequenceNumber: '42',
    messageId: 'b0c7e2',
    reason: 'MaxDeliveryCountExceeded',
    description: 'The message was delivered 10 times and never completed.',
    deliveryCount: 10,
    enqueuedAt: computedAt,
    event: { id: 's1:5', type: 'shortlist.response.recorded.v1', subject: 'sessions/s1' },
  };

  return new Map<string, CallExamples>([
    [
      'listCatalogs',
      { replies: { 200: { catalogs: [{ catalogId, title: definition.title, version: 7, activation: 9, plans }] } } },
    ],
    ['getCatalog', { replies: { 200: { catalogId, version: 7, activation: 9, digest, plans, ...definition } } }],
    ['getPlan', { replies: { 200: { ...findPlan(compiled, 'p2'), ...active } } }],
    ['getShortlist', { request: stateless, replies: { 200: shortlistOf(stateless, null) } }],
    ['comparePlans', { request: compare, replies: { 200: { ...active, ...comparePlans(compiled, compare) } } }],
    ['explainWhyNot', { request: whyNot, replies: { 200: { ...active, ...explainWhyNot(compiled, whyNot) } } }],
    ['startSession', { request: { catalogId, responses: { region: 'north' } }, replies: { 201: started } }],
    [
      'getSession',
      {
        replies: {
          200: {
            ...session,
            version: 5,
            responses,
            feedback: [{ ...feedback, at: computedAt }],
            ignoredResponses: [],
            shortlist: shortlistOf({ responses }, 5),
          },
        },
      },
    ],
    ['recordResponse', { request: { answer: { max: 25 } }, replies: { 200: recorded } }],
    ['recordResponses', { request: { responses: { budget: { max: 25 }, data: null } }, replies: { 200: recorded } }],
    ['giveFeedback', { request: feedback, replies: { 200: { version: 5 } } }],
    ['getRecommendations', { replies: { 200: recommended } }],
    ['getReportSummary', { replies: { 200: summary } }],
    ['importCatalog', { request: exampleCatalog, replies: { 201: imported, 200: imported } }],
    ['openImport', { request: { files: ['plans.csv.gz'], mapping }, replies: { 201: opened } }],
    ['startImport', { replies: { 202: { ...opened, status: 'waiting', files: uploaded } } }],
    ['getImport', { replies: { 200: done } }],
    ['listVersions', { replies: { 200: { versions: [version] } } }],
    [
      'compareVersions',
      {
        query: { from: 6, to: 7 },
        replies: {
          200: {
            catalogId,
            from: 6,
            to: 7,
            ...finish(diffCatalogs(compileCatalog(earlierExampleCatalog), compiled)),
            sessions: { ...noTops(), sampled: 200, sameFirst: 188, sameFirstThree: 171, firstGone: 4, nowSomething: 2 },
          },
        },
      },
    ],
    ['listDeadLetters', { replies: { 200: { messages: [deadLetter] } } }],
    [
      'redriveDeadLetters',
      { request: { queue: 'precompute', kind: 'dead', limit: 10 }, replies: { 200: { redriven: 1 } } },
    ],
    ['activateVersion', { replies: { 200: { version: 7, activation: 9 } } }],
    ['getLiveness', { replies: { 200: { live: true } } }],
    [
      'getReadiness',
      {
        replies: {
          200: { ready: true, checks: { documents: { adapter: 'sqlite', synchronous: 'FULL' } }, behind: [] },
        },
      },
    ],
  ]);
}
