import { setTimeout as wait } from 'node:timers/promises';
import { startServicesThread } from '../../../local/services/servicesThread.ts';
import { topology } from '../../../shared/messaging/topology.ts';
import { call, isOk } from '../../http/api.ts';
import type { ResponseChange, SessionAccess } from '../../http/load.ts';
import { createSessions } from '../../http/workload.ts';
import { showProgress } from '../../support/report.ts';
import { findFreePort, startServer } from '../../support/server.ts';
import { CALLS_PATH, type RecordedCall } from './record.ts';

/** Without a call for so long after its last message a response has been dealt with. */
const QUIET_MS = 300;
const POLL_MS = 50;
const PATIENCE_MS = 30_000;
/** The relay's timer has run by then: what an earlier server left unpublished is no part of a response's cost. */
const RELAYED_MS = 6_000;
/** Each goes to every consumer, and so does the start of a session. */
const MESSAGES_PER_RESPONSE = topology.subscriptions.filter(({ eventTypes }) =>
  eventTypes.includes('shortlist.response.recorded.v1'),
).length;

export interface CostOptions {
  /** With the catalogue in it. */
  dataFolder: string;
  servicesFolder: string;
  changes: readonly ResponseChange[];
  /** Counted one by one, each after the one before has been dealt with. */
  responses: number;
}

/**
 * All that the app does for a response, of each one: the functions in this project's host, on real stores, topic and
 * broker. Timers, which run whether somebody responds or not, are left out.
 */
export async function recordResponses(options: CostOptions): Promise<RecordedCall[][]> {
  const services = await startServicesThread({ topology, directory: options.servicesFolder }, showProgress);
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  try {
    const server = await startServer({
      command: process.execPath,
      args: ['local/main.ts', '--entry', 'bench/events/cost/entry.ts', '--port', String(port), '--quiet'],
      environment: {
        DATA_DIR: options.dataFolder,
        AUTH_MODE: 'local',
        DOCUMENT_STORE: 'sqlite',
        OBJECT_STORE: 'file',
        LOG_LEVEL: 'warn',
        EVENT_GRID_TOPIC_ENDPOINT: services.topicEndpoint,
        EVENT_GRID_TOPIC_KEY: services.topicKey,
        ServiceBusConnection: services.serviceBusConnectionString,
      },
      isReady: () => isOk(`${origin}/api/health/ready`),
    });
    try {
      return await recordOnServer(origin, options);
    } finally {
      await server.stop();
    }
  } finally {
    await services.close();
  }
}

async function recordOnServer(origin: string, { changes, responses }: CostOptions): Promise<RecordedCall[][]> {
  const [session] = await createSessions(origin, 1);
  // The first round makes everything warm, and every question answered.
  for (const change of changes) await respond(origin, session!, change);
  await wait(RELAYED_MS);
  await callsWhenQuiet(origin, (1 + changes.length) * MESSAGES_PER_RESPONSE);
  const recorded: RecordedCall[][] = [];
  while (recorded.length < responses) {
    await fetch(`${origin}${CALLS_PATH}`, { method: 'DELETE' });
    await respond(origin, session!, changes[recorded.length % changes.length]!);
    recorded.push(await callsWhenQuiet(origin, MESSAGES_PER_RESPONSE));
  }
  return recorded;
}

async function respond(
  origin: string,
  { sessionId, token }: SessionAccess,
  { questionId, body }: ResponseChange,
): Promise<void> {
  const url = `${origin}/api/sessions/${sessionId}/responses/${encodeURIComponent(questionId)}`;
  await call(url, { method: 'PUT', body, token });
}

const CONSUMERS = new Set<string>(topology.subscriptions.map(({ queue }) => queue));
const isCaused = (name: string): boolean => name === 'recordResponse' || CONSUMERS.has(name);

/** Calls of the functions that a response brings about, once so many messages were handled and nothing follows. */
async function callsWhenQuiet(origin: string, messages: number): Promise<RecordedCall[]> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  let caused: RecordedCall[] = [];
  let lastChangeMs = performance.now();
  while (performance.now() - lastChangeMs < QUIET_MS) {
    await wait(POLL_MS);
    const all = (await call(`${origin}${CALLS_PATH}`)).body as RecordedCall[];
    const now = all.filter(({ by, what }) => isCaused(by) || isCaused(what));
    const handled = now
      .filter(({ kind, what }) => kind === 'function' && CONSUMERS.has(what))
      .reduce((sum, { size }) => sum + size, 0);
    if (handled < messages && performance.now() > deadlineMs) {
      throw new Error(`${handled} of ${messages} messages were handled after ${PATIENCE_MS} ms`);
    }
    const isUnderWay = handled < messages || now.some(({ endMs }) => endMs === undefined);
    if (isUnderWay || now.length !== caused.length) lastChangeMs = performance.now();
    caused = now;
  }
  return caused;
}
