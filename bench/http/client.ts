import autocannon, { type Client, type Request, type Result } from 'autocannon';
import { readTask, sendResult } from '../support/childTask.ts';
import { JSON_HEADERS, type ClientResult, type ClientTask, type Load } from './load.ts';

/** The one client of all contenders, in a process of its own. */
const task = (await readTask()) as ClientTask;
const { url, connections } = task;

/** The requests of each connection, which it sends again and again in this order. */
function createRequests(load: Load, connection: number): Request[] {
  if (load.kind === 'rotating') {
    const { method, path, headers, bodies } = load;
    const start = Math.floor((connection * bodies.length) / connections);
    return bodies.map((_, place) => ({ method, path, headers, body: bodies[(start + place) % bodies.length]! }));
  }
  const own = load.sessions.filter((_, place) => place % connections === connection);
  return load.changes.flatMap(({ questionId, body }) =>
    own.map(({ sessionId, token }) => ({
      method: 'PUT',
      path: `/api/sessions/${sessionId}/responses/${encodeURIComponent(questionId)}`,
      headers: { ...JSON_HEADERS, authorization: `Bearer ${token}` },
      body,
    })),
  );
}

function send(load: Load, seconds: number): Promise<Result> {
  let connection = 0;
  return autocannon({
    url,
    connections,
    duration: seconds,
    setupClient: (client: Client) => {
      client.setRequests(createRequests(load, connection));
      connection += 1;
    },
  });
}

const countFailures = ({ non2xx, errors, timeouts }: Result): number => non2xx + errors + timeouts;

const warmUp = await send(task.warmUp, task.warmUpSeconds);
const usedBefore = process.cpuUsage();
const measured = await send(task.measured, task.seconds);
const used = process.cpuUsage(usedBefore);
sendResult({
  perSecond: measured.requests.total / measured.duration,
  p50Us: measured.latency.p50 * 1_000,
  p99Us: measured.latency.p99 * 1_000,
  answered: measured['2xx'],
  failed: countFailures(warmUp) + countFailures(measured),
  clientBusy: (used.user + used.system) / (measured.duration * 1e6),
} satisfies ClientResult);
