import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecommendationsAnswer, SessionStarted } from '../../../shared/application/useCases.ts';
import type { Catalog } from '../../../shared/domain/catalog/schema.ts';
import type { Answer } from '../../../shared/domain/engine/schema.ts';
import type { RedisServer } from '../../support/redisServer.ts';
import { sendJson, type JsonReply } from '../../support/sendJson.ts';
import { startServer, type ServerProcess } from '../../support/serverProcess.ts';
import { smallCatalog } from '../../unit/application/harness.ts';

export const ADMIN_KEY = 'administrator-key-of-the-tests';
export const CATALOG = 'small';
export const TENANT = 'default';

export interface AppOptions {
  dataDir: string;
  redis: RedisServer;
  /** Besides those that every app of these tests has. */
  settings?: Readonly<Record<string, string>>;
}

/** The whole server, ready. It refuses nothing for being busy: a slow machine is not what is tested here. */
export function startApp({ dataDir, redis, settings = {} }: AppOptions): Promise<ServerProcess> {
  const usual = { ADMIN_KEY, CACHE: 'redis', REDIS_URL: redis.url, RATE_LIMIT_PER_SECOND: '0' };
  return startServer({ dataDir, settings: { ...usual, ADMISSION_MAX_DELAY_MS: '60000', ...settings } });
}

/** Makes the folder one that is not filled with the default catalogue, which takes seconds. */
export function leaveEmpty(dataDir: string): void {
  writeFileSync(join(dataDir, 'seeded'), 'by a test\n');
}

/** Version 1 of the small catalogue, or of another one. */
export async function importCatalog({ url }: ServerProcess, catalogId = CATALOG, catalog: Catalog = smallCatalog()) {
  const { status, body } = await manage({ url }, 'PUT', `catalogs/${catalogId}`, catalog);
  if (status !== 201) throw new Error(`the catalogue was not imported: ${status} ${JSON.stringify(body)}`);
}

export function manage<Body>({ url }: { url: string }, method: string, path: string, body?: unknown) {
  return sendJson<Body>(`${url}/manage/${path}`, { method, token: ADMIN_KEY, ...(body !== undefined && { body }) });
}

/** A session as whoever answers in it knows it. */
export interface Participant {
  sessionId: string;
  token: string;
  /** The last one acknowledged. */
  version: number;
}

export interface Start {
  catalogId?: string;
  responses?: Readonly<Record<string, Answer>>;
  userId?: string;
  idempotencyKey?: string;
}

export async function startSession({ url }: ServerProcess, start: Start = {}): Promise<Participant> {
  const { catalogId = CATALOG, idempotencyKey, ...more } = start;
  const headers = { ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }) };
  const request = { method: 'POST', headers, body: { catalogId, ...more } };
  const { status, body } = await sendJson<SessionStarted>(`${url}/sessions`, request);
  if (status !== 201) throw new Error(`the session was not started: ${status} ${JSON.stringify(body)}`);
  const { sessionId, token, version } = body;
  return { sessionId, token, version };
}

interface Versioned {
  version: number;
}

/** Gives the answer whatever it is; a good one is noted in `who`. */
export async function answer(
  { url }: ServerProcess,
  who: Participant,
  responses: Readonly<Record<string, Answer>>,
): Promise<JsonReply<Versioned>> {
  const address = `${url}/sessions/${who.sessionId}/responses`;
  return noted(who, await sendJson<Versioned>(address, { method: 'PATCH', token: who.token, body: { responses } }));
}

export async function giveFeedback({ url }: ServerProcess, who: Participant, type: string, planId: string) {
  const address = `${url}/sessions/${who.sessionId}/feedback`;
  return noted(who, await sendJson<Versioned>(address, { method: 'POST', token: who.token, body: { type, planId } }));
}

function noted(who: Participant, reply: JsonReply<Versioned>): JsonReply<Versioned> {
  if (reply.status === 200) who.version = reply.body.version;
  return reply;
}

export function readRecommendations({ url }: ServerProcess, { sessionId, token }: Participant, minVersion?: number) {
  const query = minVersion === undefined ? '' : `?minVersion=${minVersion}`;
  return sendJson<RecommendationsAnswer>(`${url}/sessions/${sessionId}/recommendations${query}`, { token });
}

/** Whether the last acknowledged version has its list and its summary in the cache and can be read from there. */
export async function isProjected(server: ServerProcess, redis: RedisServer, who: Participant): Promise<boolean> {
  const { status, body } = await readRecommendations(server, who, who.version);
  const isList = status === 200 && body.source === 'precomputed' && body.sessionVersion >= who.version;
  const [list = -1, summary = -1] = await cachedVersions(
    redis,
    ['recommendations', 'reportSummaries'],
    [who.sessionId],
  );
  return isList && list >= who.version && summary >= who.version;
}

/** The session versions of what the cache holds, read past the app; undefined where it holds nothing. */
export async function cachedVersions(redis: RedisServer, kinds: readonly string[], sessionIds: readonly string[]) {
  const keys = sessionIds.flatMap((id) => kinds.map((kind) => cacheKey(kind, id)));
  const values = (await redis.ask('MGET', ...keys)) as (string | null)[];
  return values.map((value) => (value === null ? undefined : Number(value.split(' ', 1)[0])));
}

export const cacheKey = (kind: string, sessionId: string): string =>
  `shortlist:${JSON.stringify([kind, TENANT, sessionId])}`;
