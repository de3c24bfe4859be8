import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type GenerateKeyPairResult, type JWK, type JWTPayload } from 'jose';
import { createEntraAdministrators } from '../../../shared/adapters/jose/entraAdministrators.ts';
import { createTestClock, refusalCode } from './harness.ts';

const ISSUER = 'https://login.example/tenant/v2.0';
const AUDIENCE = 'api://shortlist';
const clock = createTestClock();
const nowSeconds = clock.nowMs() / 1000;

let server: Server;
let jwksUri: string;
let answer: { status: number; body: string };
let published: GenerateKeyPairResult;
let stranger: GenerateKeyPairResult;

beforeAll(async () => {
  published = await generateKeyPair('RS256');
  stranger = await generateKeyPair('RS256');
  server = createServer((_, response) => {
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(async () => {
  const jwk: JWK = { ...(await exportJWK(published.publicKey)), kid: 'key-1', use: 'sig', alg: 'RS256' };
  answer = { status: 200, body: JSON.stringify({ keys: [jwk] }) };
});

const administrators = () =>
  createEntraAdministrators({ issuer: ISSUER, audience: AUDIENCE, jwksUri, tenantClaim: 'shortlist_tenant', clock });

function token(
  claims: JWTPayload = {},
  signing: { key?: GenerateKeyPairResult['privateKey']; kid?: string } = {},
): Promise<string> {
  const { key = published.privateKey, kid = 'key-1' } = signing;
  const all = { iss: ISSUER, aud: AUDIENCE, exp: nowSeconds + 600, roles: ['Catalog.Admin'], ...claims };
  return new SignJWT(all).setProtectedHeader({ alg: 'RS256', kid }).sign(key);
}

describe("a directory's access token", () => {
  it('gives its roles, and the tenant its claim names', async () => {
    const claims = { roles: ['Operations.Admin', 'Unknown.Role', 'Catalog.Admin'], shortlist_tenant: 't1' };
    expect(await administrators().verify(await token(claims))).toEqual({
      roles: ['Catalog.Admin', 'Operations.Admin'],
      reach: { kind: 'ownTenant', tenantId: 't1' },
    });
  });

  it('without the claim names no tenant', async () => {
    expect(await administrators().verify(await token())).toEqual({
      roles: ['Catalog.Admin'],
      reach: { kind: 'ownTenant' },
    });
  });

  it.each<[string, () => Promise<string> | string]>([
    ['of another issuer', () => token({ iss: 'https://login.example/other/v2.0' })],
    ['for another audience', () => token({ aud: 'api://other' })],
    ['that has expired', () => token({ exp: nowSeconds - 61 })],
    ['that is not valid yet', () => token({ nbf: nowSeconds + 120 })],
    ['without expiry', () => token({ exp: undefined })],
    ['without role', () => token({ roles: [] })],
    ['with a role as text', () => token({ roles: 'Catalog.Admin' })],
    ['signed by a stranger under a published key id', () => token({}, { key: stranger.privateKey })],
    ['signed by a key that is not published', () => token({}, { key: stranger.privateKey, kid: 'key-2' })],
    ['signed with the public key as a shared secret', () => confused()],
    ['that is none', () => 'not a token'],
    ['that is empty', () => ''],
  ])('%s is no credential', async (_, make) => {
    expect(await administrators().verify(await make())).toBeUndefined();
  });

  it('signed rightly by another algorithm with a published key is no credential', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    answer = {
      status: 200,
      body: JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-1' }] }),
    };
    const claims = { iss: ISSUER, aud: AUDIENCE, exp: nowSeconds + 600, roles: ['Catalog.Admin'] };
    const sign = (alg: string) => new SignJWT(claims).setProtectedHeader({ alg, kid: 'key-1' }).sign(privateKey);
    expect(await administrators().verify(await sign('RS256'))).toBeDefined();
    expect(await administrators().verify(await sign('PS256'))).toBeUndefined();
  });

  it('cannot be judged while the directory does not answer', async () => {
    answer = { status: 503, body: '' };
    expect(await refusalCode(administrators().verify(await token()))).toBe('identity_provider_unavailable');
    answer = { status: 200, body: 'not json' };
    expect(await refusalCode(administrators().verify(await token()))).toBe('identity_provider_unavailable');
    answer = { status: 200, body: '{"keys": 5}' };
    expect(await refusalCode(administrators().verify(await token()))).toBe('identity_provider_unavailable');
  });
});

/** RSA verification confused into HMAC: the classic forgery. */
async function confused(): Promise<string> {
  const { n } = await exportJWK(published.publicKey);
  const claims = { iss: ISSUER, aud: AUDIENCE, exp: nowSeconds + 600, roles: ['Catalog.Admin'] };
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'key-1' }).sign(new TextEncoder().encode(n));
}
