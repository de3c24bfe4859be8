import { sendJson } from '../support/sendJson.ts';
import { startServer, stopAllServers, type ServerProcess } from '../support/serverProcess.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';
import { until } from '../support/until.ts';

/** The way of a response from its HTTP request to the cache, on the whole server as `npm start` runs it. */

let folder: ReturnType<typeof createTemporaryFolder>;
let server: ServerProcess;
beforeEach(() => (folder = createTemporaryFolder()));
afterEach(async () => {
  await stopAllServers();
  folder.remove();
});

const start = async (): Promise<void> => {
  server = await startServer({ dataDir: folder.path, settings: { LOG_LEVEL: 'debug' } });
};

interface Access {
  path: string;
  headers: Record<string, string>;
}

async function begin(): Promise<Access> {
  const { body } = await sendJson(`${server.url}/sessions`, { method: 'POST', body: { catalogId: 'ai-models' } });
  const { sessionId, token } = body as { sessionId: string; token: string };
  return { path: `/sessions/${sessionId}`, headers: { authorization: `Bearer ${token}` } };
}

async function answer({ path, headers }: Access, questionId: string, value: unknown): Promise<number> {
  const { body } = await sendJson(`${server.url}${path}/responses/${questionId}`, {
    method: 'PUT',
    body: { answer: value },
    headers,
  });
  return (body as { version: number }).version;
}

async function read({ path, headers }: Access, what: string): Promise<Record<string, unknown>> {
  const { body } = await sendJson(`${server.url}${path}/${what}`, { headers });
  return body as Record<string, unknown>;
}

const precomputed = (access: Access, version: number) =>
  until(async () => {
    const list = await read(access, 'recommendations');
    return list.source === 'precomputed' && list.sessionVersion === version && list;
  });

describe('a response', () => {
  it('is read from the cache soon after, as a recommendation and in the report summary', async () => {
    await start();
    const session = await begin();
    const version = await answer(session, 'tools', true);
    expect(await precomputed(session, version)).toMatchObject({ fresh: true });
    const summary = await until(async () => {
      const found = await read(session, 'report-summary');
      return found.sessionVersion === version && found;
    });
    expect(summary).toMatchObject({ fresh: true, total: 593, changes: [{ questionId: 'tools' }] });
  });

  it('can be followed in the log by the trace id of its request', async () => {
    await start();
    const { path, headers } = await begin();
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traced = { ...headers, traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    await answer({ path, headers: traced }, 'tools', true);
    const steps = [
      'session changed',
      'event published',
      'recommendations in the cache',
      'reportSummaries in the cache',
    ];
    const lines = await until(() => {
      const found = server.stdout.split('\n').filter((line) => line.includes(traceId));
      return Promise.resolve(steps.every((step) => found.some((line) => line.includes(step))) && found);
    });
    expect(lines).toHaveLength(steps.length);
    // Which question was answered is not in them, let alone how.
    expect(lines.join('\n')).not.toMatch(/answer|responses|tools/);
  });

  it('that was accepted right before a kill -9 arrives after the restart', async () => {
    await start();
    const session = await begin();
    const version = await answer(session, 'tools', true);
    await server.stop('SIGKILL');
    await start();
    expect(await precomputed(session, version)).toMatchObject({ fresh: true });
  });
});

describe('the server', () => {
  it('says on which cache and event services it is, and counts', async () => {
    await start();
    const { body } = await sendJson(`${server.url}/health/ready`);
    expect((body as { checks: object }).checks).toMatchObject({
      cache: { adapter: 'memory' },
      events: { adapter: 'eventGrid' },
      queues: { adapter: 'serviceBus' },
    });
  });
});
