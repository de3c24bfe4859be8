import { Agent, request as send } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { JSON_HEADERS } from '../http/load.ts';
import { readTask, sendResult } from '../support/childTask.ts';
import { sendOpenLoop } from '../support/openLoop.ts';
import { percentile } from '../support/statistics.ts';
import { digestOf } from './digest.ts';
import type { ExpectedRequest, SenderResult, SenderTask } from './task.ts';

/** The one client of all loads, in a process of its own. Requests without a free connection wait for one, in turn. */
const task = (await readTask()) as SenderTask;
const { requests, load, connections, deadlineMs } = task;
const { hostname, port, pathname } = new URL(task.url);
const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });
const refusals = new Set([429, 503]);

interface Outcome {
  kind: 'right' | 'refused' | 'wrong';
  /** From when it was due. */
  ms: number;
  sentLateMs: number;
}

function ask({ body, digest }: ExpectedRequest, dueMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    let sentMs = dueMs;
    const end = (kind: Outcome['kind']): void =>
      resolve({ kind, ms: performance.now() - dueMs, sentLateMs: sentMs - dueMs });
    const options = { agent, hostname, port, path: pathname, method: 'POST' };
    const headers = { ...JSON_HEADERS, 'content-length': Buffer.byteLength(body) };
    const outgoing = send({ ...options, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const status = incoming.statusCode ?? 0;
        const isRight = digest === undefined || digestOf(Buffer.concat(chunks).toString()) === digest;
        end(refusals.has(status) ? 'refused' : status === 200 && isRight ? 'right' : 'wrong');
      });
    });
    outgoing.on('socket', () => (sentMs = performance.now()));
    outgoing.on('error', () => end('wrong'));
    outgoing.end(body);
  });
}

let asked = 0;
const nextRequest = (): ExpectedRequest => requests[asked++ % requests.length]!;

async function sendClosed(seconds: number): Promise<Outcome[]> {
  const endMs = performance.now() + seconds * 1_000;
  const outcomes = await Promise.all(
    Array.from({ length: connections }, async () => {
      const own: Outcome[] = [];
      while (performance.now() < endMs) own.push(await ask(nextRequest(), performance.now()));
      return own;
    }),
  );
  return outcomes.flat();
}

const sendFor = (seconds: number, seed: number): Promise<Outcome[]> =>
  load.kind === 'open'
    ? sendOpenLoop({ seconds, perSecond: load.perSecond, seed: load.seed + seed }, (dueMs) => ask(nextRequest(), dueMs))
    : sendClosed(seconds);

// One stream of requests without a break in which a queue could drain.
const warmUp = sendFor(task.warmUpSeconds, 0);
await wait(task.warmUpSeconds * 1_000);
const usedBefore = process.cpuUsage();
const outcomes = await sendFor(task.seconds, 1);
const used = process.cpuUsage(usedBefore);
const early = await warmUp;
agent.destroy();

const of = (kind: Outcome['kind']): Outcome[] => outcomes.filter((outcome) => outcome.kind === kind);
const times = (list: readonly Outcome[]): number[] => list.map(({ ms }) => ms);
const [right, refused] = [of('right'), of('refused')];
sendResult({
  goodPerSecond: right.filter(({ ms }) => ms <= deadlineMs).length / task.seconds,
  admittedP50Ms: percentile(times(right), 0.5),
  admittedP99Ms: percentile(times(right), 0.99),
  admitted: right.length,
  refusedPerSecond: refused.length / task.seconds,
  refusedP50Ms: percentile(times(refused), 0.5),
  refusedP99Ms: percentile(times(refused), 0.99),
  refused: refused.length,
  wrong: of('wrong').length + early.filter(({ kind }) => kind === 'wrong').length,
  sentLateP99Ms: percentile(
    outcomes.map(({ sentLateMs }) => sentLateMs),
    0.99,
  ),
  clientBusy: (used.user + used.system) / (task.seconds * 1e6),
} satisfies SenderResult);
