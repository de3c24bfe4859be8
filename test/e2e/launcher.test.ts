import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Health, SessionStarted, SessionView } from '../../shared/application/useCases.ts';
import { exampleCatalog } from '../../shared/domain/catalog/example.ts';
import { sendJson } from '../support/sendJson.ts';
import {
  findFreePort,
  spawnServer,
  startServer,
  stopAllServers,
  type ServerProcess,
} from '../support/serverProcess.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';

let folder: TemporaryFolder;
let dataDir: string;
beforeEach(() => {
  folder = createTemporaryFolder();
  dataDir = folder.path;
});
afterEach(async () => {
  await stopAllServers();
  folder.remove();
});

async function startSession({ url }: ServerProcess, catalogId: string): Promise<SessionStarted> {
  const { status, body } = await sendJson<SessionStarted>(`${url}/sessions`, { method: 'POST', body: { catalogId } });
  expect(status).toBe(201);
  return body;
}

/** Of a session, without what differs from one look to the next. */
async function look({ url }: ServerProcess, { sessionId, token }: SessionStarted) {
  const { status, body } = await sendJson<SessionView>(`${url}/sessions/${sessionId}`, { token });
  expect(status).toBe(200);
  return { ...body, shortlist: { ...body.shortlist, computedAt: 'a time' } };
}

/** A PUT whose head has arrived at the server while its body has not. */
async function beginAnswer({ url }: ServerProcess, { sessionId, token }: SessionStarted, answer: string) {
  const body = JSON.stringify({ answer });
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    expect: '100-continue',
  };
  const outgoing = request(`${url}/sessions/${sessionId}/responses/build`, { method: 'PUT', headers, agent: false });
  const response = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  outgoing.flushHeaders();
  await once(outgoing, 'continue');
  return {
    async finish() {
      outgoing.end(body);
      const [incoming] = await response;
      incoming.resume();
      await once(incoming, 'end');
      return { status: incoming.statusCode, etag: incoming.headers.etag };
    },
  };
}

describe('npm start', () => {
  it('is ready on the port and folder it is given, and ends with 0 on SIGTERM', async () => {
    const port = await findFreePort();
    const server = await startServer({ dataDir, port, throughNpm: true });
    expect(server.url).toBe(`http://127.0.0.1:${port}/api`);
    expect(server.stdout).toContain(`API      http://127.0.0.1:${port}/api\n`);
    const { status, body } = await sendJson<Health>(`${server.url}/health/ready`);
    expect([status, body]).toMatchObject([200, { ready: true, checks: { documents: { synchronous: 'FULL' } } }]);
    const { body: listed } = await sendJson(`${server.url}/catalogs`);
    expect(listed).toMatchObject({ catalogs: [{ catalogId: 'ai-models', version: 1, activation: 1 }] });

    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(server.stdout).toMatch(/\nstopping\nstopped\n$/);
  });

  it('answers the requests in progress at SIGTERM, and keeps what it answered', async () => {
    const server = await startServer({ dataDir });
    const sessions = await Promise.all(Array.from({ length: 8 }, () => startSession(server, 'ai-models')));
    const begun = await Promise.all(sessions.map((session) => beginAnswer(server, session, 'agent')));

    const ended = server.stop();
    await server.printed(/^stopping$/m);
    await expect(sendJson(`${server.url}/catalogs`)).rejects.toThrow();
    const replies = await Promise.all(begun.map((answer) => answer.finish()));
    expect(replies).toEqual(sessions.map(() => ({ status: 200, etag: '"1"' })));
    expect(await ended).toEqual({ code: 0, signal: null });

    const next = await startServer({ dataDir });
    for (const session of sessions) expect(await look(next, session)).toMatchObject({ responses: { build: 'agent' } });
    await next.stop();
  });

  it('says that another server has the folder, and leaves that one alone', async () => {
    const first = await startServer({ dataDir });
    const session = await startSession(first, 'ai-models');
    const second = spawnServer({ dataDir });
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.stderr).toContain('A server is running on this data folder');
    expect(second.stderr).not.toMatch(/^\s+at /m);
    expect(await look(first, session)).toMatchObject({ version: 0 });
    expect(await first.stop()).toEqual({ code: 0, signal: null });
  });

  // Windows has no such permissions.
  (process.platform === 'win32' ? it.skip : it)(
    'keeps other users of the machine out of a folder it makes',
    async () => {
      dataDir = join(folder.path, 'not', 'there', 'yet');
      const server = await startServer({ dataDir });
      expect(statSync(dataDir).mode & 0o777).toBe(0o700);
      await server.stop();
    },
  );

  it('says that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const server = spawnServer({ dataDir, port });
    expect(await server.ended).toEqual({ code: 1, signal: null });
    expect(server.stderr).toBe(`Port ${port} of 127.0.0.1 is in use. Choose another one with --port.\n`);
    other.close();
  });

  it('names every setting it cannot use, before it makes or answers anything', async () => {
    const missing = join(dataDir, 'not-made');
    const server = spawnServer({ dataDir: missing, settings: { SESSION_DAYS: 'x', TENANTS: '{' } });
    expect(await server.ended).toEqual({ code: 1, signal: null });
    expect(server.stdout).toBe('');
    expect(server.stderr).toMatch(/^These settings cannot be used:\n {2}SESSION_DAYS .*\n {2}TENANTS .*\nSee/);
    expect(existsSync(missing)).toBe(false);
  });

  it('keeps catalogues, sessions and keys over a restart', async () => {
    const first = await startServer({ dataDir });
    const [, administratorKey] = await first.printed(/Administrator key .*: (\S+)$/m);
    const manage = (server: ServerProcess, method: string, path: string, body?: unknown) =>
      sendJson(`${server.url}/manage/catalogs/mobile${path}`, { method, token: administratorKey!, body });
    expect(await manage(first, 'PUT', '', exampleCatalog)).toMatchObject({ status: 201 });
    const renamed = { ...exampleCatalog, title: 'Renamed' };
    expect(await manage(first, 'PUT', '', renamed)).toMatchObject({ status: 201 });
    expect(await manage(first, 'POST', '/versions/2/activate')).toMatchObject({ status: 200 });

    const session = await startSession(first, 'mobile');
    const address = `/sessions/${session.sessionId}`;
    const { token } = session;
    const responses = { region: 'north', budget: { max: 25 } };
    await sendJson(`${first.url}${address}/responses`, { method: 'PATCH', token, body: { responses } });
    const saved = { type: 'saved', planId: 'p2' };
    await sendJson(`${first.url}${address}/feedback`, { method: 'POST', token, body: saved });

    const paths = ['/catalogs', '/catalogs/mobile', '/catalogs/ai-models'];
    const readAll = async (server: ServerProcess) => ({
      open: await Promise.all(paths.map(async (path) => (await sendJson(server.url + path)).body)),
      versions: (await manage(server, 'GET', '/versions')).body,
      session: await look(server, session),
    });
    const before = await readAll(first);
    expect(before.session).toMatchObject({ version: 3, responses, feedback: [saved], shortlist: { activation: 2 } });
    expect(await first.stop()).toEqual({ code: 0, signal: null });

    const second = await startServer({ dataDir });
    expect(second.stdout).not.toMatch(/Imported|Administrator key/);
    expect(await readAll(second)).toEqual(before);
    const more = { method: 'PUT', token, body: { answer: ['A'] } };
    expect(await sendJson(`${second.url}${address}/responses/network`, more)).toMatchObject({
      status: 200,
      body: { version: 4, shortlist: { catalogVersion: 2, activation: 2 } },
    });
    expect(await manage(second, 'PUT', '', renamed)).toMatchObject({ status: 200, body: { version: 2, active: true } });
    expect(await second.stop()).toEqual({ code: 0, signal: null });
  });
});
