import { setTimeout as wait } from 'node:timers/promises';
import { startServicesThread } from '../../../local/services/servicesThread.ts';
import { topology } from '../../../shared/messaging/topology.ts';
import { call, isOk } from '../../http/api.ts';
import type { ResponseChange, SessionAccess } from '../../http/load.ts';
import { createSessions } from '../../http/workload.ts';
import { showProgress } from '../../support/report.ts';
import { findFreePort, startServer } from '../../support/server.ts';
import { CALLS_PATH, type RecordedCall } from './record.ts';

/** Without a call for so long a response has been dealt with: longer than a trigger waits for a batch to fill. */
const QUIET_MS = 1_500;
const POLL_MS = 50;

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
  await callsWhenQuiet(origin);
  const recorded: RecordedCall[][] = [];
  while (recorded.length < responses) {
    await fetch(`${origin}${CALLS_PATH}`, { method: 'DELETE' });
    await respond(origin, session!, changes[recorded.length % changes.length]!);
    recorded.push(await callsWhenQuiet(origin));
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

const CAUSED = new Set(['recordResponse', 'precompute', 'report', 'facts']);

/** Those of the functions that a response brings about, once none was added for a while. */
async function callsWhenQuiet(origin: string): Promise<RecordedCall[]> {
  let caused: RecordedCall[] = [];
  let lastChangeMs = performance.now();
  while (performance.now() - lastChangeMs < QUIET_MS) {
    await wait(POLL_MS);
    const all = (await call(`${origin}${CALLS_PATH}`)).body as RecordedCall[];
    const now = all.filter(({ by, what }) => CAUSED.has(by) || CAUSED.has(what));
    if (now.length !== caused.length || now.some(({ endMs }) => endMs === undefined)) {
      lastChangeMs = performance.now();
    }
    caused = now;
  }
  return caused;
}
