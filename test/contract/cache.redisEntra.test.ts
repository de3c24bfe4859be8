import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createRedisCache, type RedisCacheEvent } from '../../shared/adapters/redis/redisCache.ts';
import type { Cache } from '../../shared/ports/cache.ts';
import { eventually } from '../support/eventually.ts';
import {
  hasRedisServer,
  redisServerReason,
  startRedisServer,
  stopAllRedisServers,
  type RedisServer,
} from '../support/redisServer.ts';
import { describeIf, hasTool } from '../support/requireTool.ts';
import { findFreePort } from '../support/serverProcess.ts';
import { createTemporaryFolder } from '../support/temporaryFolder.ts';
import { valueOf } from './cache/samples.ts';

const ready = hasRedisServer && hasTool('openssl', 'version');
const reason = hasRedisServer ? 'openssl is not installed (Debian: apt-get install openssl)' : redisServerReason;
const objectId = 'object-id-of-the-app';

/** Looks like a token of Entra as far as the client reads it; nobody has signed it. */
function fakeToken(number: number): string {
  const part = (content: object): string => Buffer.from(JSON.stringify(content)).toString('base64url');
  return [part({ alg: 'none' }), part({ oid: objectId, number }), 'signature'].join('.');
}

/** In place of an identity, which is to be had inside Azure only: each of its tokens lasts `lifetimeMs`. */
function createFakeCredential(lifetimeMs: number) {
  const credential = {
    issued: 0,
    scopes: new Set<string | string[]>(),
    isDown: false,
    getToken(scopes: string | string[]) {
      credential.scopes.add(scopes);
      if (credential.isDown) return Promise.reject(new Error('the identity endpoint does not answer'));
      credential.issued = (credential.issued + 1) % 10;
      return Promise.resolve({ token: fakeToken(credential.issued), expiresOnTimestamp: Date.now() + lifetimeMs });
    },
  };
  return credential;
}

describeIf(ready, reason, 'the redis cache with an identity of Entra', () => {
  const folder = createTemporaryFolder();
  const [key, certificate] = [join(folder.path, 'key.pem'), join(folder.path, 'certificate.pem')];
  const trusted = getCACertificates('default');
  let server: RedisServer;
  let url: string;
  let cache: Cache | undefined;
  let events: RedisCacheEvent[];

  beforeAll(() => {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
        ...['-keyout', key, '-out', certificate, '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'],
      ],
      { stdio: 'ignore' },
    );
    setDefaultCACertificates([...trusted, readFileSync(certificate, 'utf8')]);
  });

  afterAll(() => {
    setDefaultCACertificates(trusted);
    folder.remove();
  });

  beforeEach(async () => {
    events = [];
    const tlsPort = await findFreePort();
    const passwords = Array.from({ length: 10 }, (_, number) => `>${fakeToken(number)}`);
    server = await startRedisServer({
      args: [
        ...['--tls-port', `${tlsPort}`, '--tls-auth-clients', 'no'],
        ...['--tls-cert-file', certificate, '--tls-key-file', key],
        ...['--user', objectId, 'on', ...passwords, '~*', '&*', '+@all'],
      ],
    });
    url = `rediss://127.0.0.1:${tlsPort}`;
  });

  afterEach(async () => {
    await cache?.dispose();
    await stopAllRedisServers();
  });

  async function open(credential: ReturnType<typeof createFakeCredential>): Promise<Cache> {
    cache = await createRedisCache({
      url,
      auth: { kind: 'entra', credential },
      commandTimeoutMs: 5_000,
      reconnect: { firstDelayMs: 20, maxDelayMs: 100 },
      breaker: { failuresToOpen: 3, openMs: 50 },
      onEvent: (event) => events.push(event),
    });
    return cache;
  }

  const putEventually = (opened: Cache): Promise<boolean> =>
    eventually(async () => (await opened.put(['key'], valueOf(1), 60)).outcome === 'stored');

  const usersOf = async (): Promise<string[]> =>
    String(await server.ask('CLIENT', 'LIST'))
      .split('\n')
      .filter((line) => line.includes(`user=${objectId} `));

  it('is known to the server by its object id, on both connections', async () => {
    const credential = createFakeCredential(3_600_000);
    const opened = await open(credential);
    opened.onSignal('channel', () => undefined);
    await putEventually(opened);
    expect(await opened.get(['key'])).toEqual({ outcome: 'hit', value: valueOf(1) });
    await eventually(async () => (await usersOf()).length === 2);
    expect([...credential.scopes]).toEqual(['https://redis.azure.com/.default']);
  });

  it('brings its next token before the last one ends, without another connection', async () => {
    const credential = createFakeCredential(500);
    const opened = await open(credential);
    await putEventually(opened);
    const connected = await usersOf();
    await eventually(async () => /cmdstat_auth:calls=[3-9]/.test(String(await server.ask('INFO', 'commandstats'))));
    expect(await opened.get(['key'])).toMatchObject({ outcome: 'hit' });
    const idOf = (line: string | undefined): string | undefined => /^id=\d+/.exec(line ?? '')?.[0];
    expect((await usersOf()).map(idOf)).toEqual(connected.map(idOf));
  });

  it('asks for no more tokens after it was disposed of, however often it connected', async () => {
    const credential = createFakeCredential(400);
    const opened = await open(credential);
    await putEventually(opened);
    await server.ask('CLIENT', 'KILL', 'USER', objectId);
    await putEventually(opened);
    await opened.dispose();
    const { issued } = credential;
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(credential.issued).toBe(issued);
  });

  it('does without the cache while there is no token, and says why', async () => {
    const credential = createFakeCredential(3_600_000);
    credential.isDown = true;
    const opened = await open(credential);
    await eventually(() => events.some(({ kind }) => kind === 'connectionFailed'));
    expect(await opened.get(['key'])).toEqual({ outcome: 'unavailable' });
    await eventually(async () => {
      await opened.get(['key']);
      return events.some(({ kind }) => kind === 'opened');
    });
    const opening = events.find((event) => event.kind === 'opened');
    expect(String(opening?.kind === 'opened' && opening.cause)).toContain('the identity endpoint does not answer');
    credential.isDown = false;
    await putEventually(opened);
  });

  it('sends no token over a connection that anybody can read', async () => {
    const auth = { kind: 'entra', credential: createFakeCredential(1_000) } as const;
    await expect(createRedisCache({ url: server.url, auth })).rejects.toThrow(RangeError);
    expect(auth.credential.issued).toBe(0);
  });
});
