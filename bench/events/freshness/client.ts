import { Agent, request as send } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { JSON_HEADERS } from '../../http/load.ts';
import { readTask, sendResult } from '../../support/childTask.ts';
import { sendOpenLoop } from '../../support/openLoop.ts';
import { createRandom } from '../../support/random.ts';
import { percentile } from '../../support/statistics.ts';
import type { RecommendationsAnswer, ResponsesRecorded } from '../../../shared/application/useCases.ts';
import type { FreshnessResult, FreshnessTask, Sample, SessionProgress } from './task.ts';

/** Whoever answers and whoever reads, in a process of their own. */
const task = (await readTask()) as FreshnessTask;
const { hostname, port } = new URL(task.origin);
const sessions = task.sessions.map((session) => ({ ...session }));
const random = createRandom(task.seed, 1);

const POLL_MS = 4;
/** Readers that wait long ask less often, so that they do not become the load: a lag is this much too large at most. */
const POLL_SHARE = 0.1;
const WRITER_CONNECTIONS = 128;
const READER_CONNECTIONS = 32;
const writers = new Agent({ keepAlive: true, maxSockets: WRITER_CONNECTIONS, scheduling: 'fifo' });
const readers = new Agent({ keepAlive: true, maxSockets: READER_CONNECTIONS, scheduling: 'fifo' });

interface Ask {
  agent: Agent;
  method: 'GET' | 'PUT';
  path: string;
  token: string;
  body?: string;
  onSent?: () => void;
}

/** The parsed body of a success; undefined for anything else. */
function ask<Body>({ agent, method, path, token, body, onSent }: Ask): Promise<Body | undefined> {
  return new Promise((resolve) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const headers = { ...JSON_HEADERS, ...length, authorization: `Bearer ${token}` };
    const outgoing = send({ agent, hostname, port, method, path, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', () => resolve(undefined));
      incoming.on('end', () => {
        const isSuccess = incoming.statusCode === 200;
        resolve(isSuccess ? (JSON.parse(Buffer.concat(chunks).toString()) as Body) : undefined);
      });
    });
    outgoing.on('socket', () => onSent?.());
    outgoing.on('error', () => resolve(undefined));
    outgoing.end(body);
  });
}

interface Outcome {
  /** Undefined: it was not acknowledged. */
  acknowledgedMs: number | undefined;
  sentLateMs: number;
  sample: Promise<Sample> | undefined;
}

let turn = 0;

async function respond(dueMs: number): Promise<Outcome> {
  const session = sessions[turn++ % sessions.length]!;
  const { questionId, body } = task.changes[session.changes++ % task.changes.length]!;
  const path = `/api/sessions/${session.sessionId}/responses/${encodeURIComponent(questionId)}`;
  let sentMs = dueMs;
  const onSent = (): void => void (sentMs = performance.now());
  const { token } = session;
  const recorded = await ask<ResponsesRecorded>({ agent: writers, method: 'PUT', path, token, body, onSent });
  const nowMs = performance.now();
  if (recorded === undefined) return { acknowledgedMs: undefined, sentLateMs: sentMs - dueMs, sample: undefined };
  const { version } = recorded;
  session.version = Math.max(session.version, version);
  const isSampled = random.next() < task.samplesPerSecond / task.perSecond;
  const sample = isSampled ? readUntilCurrent(session, version, nowMs) : undefined;
  return { acknowledgedMs: nowMs - dueMs, sentLateMs: sentMs - dueMs, sample };
}

async function readUntilCurrent(
  { sessionId, token }: SessionProgress,
  version: number,
  acknowledgedMs: number,
): Promise<Sample> {
  const path = `/api/sessions/${sessionId}/recommendations?minVersion=${version}`;
  for (;;) {
    const askedMs = performance.now();
    const list = await ask<RecommendationsAnswer>({ agent: readers, method: 'GET', path, token });
    const lagMs = performance.now() - acknowledgedMs;
    if (list?.source === 'precomputed' && list.sessionVersion >= version) return { lagMs };
    if (lagMs > task.patienceMs) return { lagMs: null };
    await wait(Math.max(0, askedMs + Math.max(POLL_MS, lagMs * POLL_SHARE) - performance.now()));
  }
}

const usedBefore = process.cpuUsage();
const outcomes = await sendOpenLoop(task, respond);
const used = process.cpuUsage(usedBefore);
const samples = await Promise.all(outcomes.flatMap(({ sample }) => sample ?? []));
writers.destroy();
readers.destroy();

const acknowledgementsMs = outcomes.flatMap(({ acknowledgedMs }) => acknowledgedMs ?? []);
const late = outcomes.map(({ sentLateMs }) => sentLateMs);
sendResult({
  sessions,
  acknowledged: acknowledgementsMs.length,
  failed: outcomes.length - acknowledgementsMs.length,
  acknowledgementsMs,
  samples,
  sentLateP99Ms: percentile(late, 0.99),
  clientBusy: (used.user + used.system) / (task.seconds * 1e6),
} satisfies FreshnessResult);
