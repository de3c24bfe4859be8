import { createHmac } from 'node:crypto';
import { SignJWT } from 'jose';
import { createSessionTokens, type SessionTokenKey } from '../../../shared/adapters/jose/sessionTokens.ts';
import type { SessionGrant } from '../../../shared/ports/sessionTokens.ts';
import { createTestClock } from './harness.ts';

const key = (kid: string, fill: number): SessionTokenKey => ({ kid, secret: new Uint8Array(32).fill(fill) });
const old = key('old', 1);
const current = key('current', 2);
const grant: SessionGrant = { tenantId: 't|1', sessionId: 's1', scope: 'rw' };
const HOUR_MS = 60 * 60 * 1000;

const clock = createTestClock();
const inAnHour = () => clock.nowMs() + HOUR_MS;
const tokensOf = (...keys: [SessionTokenKey, ...SessionTokenKey[]]) => createSessionTokens({ keys, clock });

/** A token made by hand: whatever header, whatever claims, HMAC with the secret given. */
function forge(header: object, claims: object, secret: Uint8Array = current.secret): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const header = { alg: 'HS256', kid: 'current', typ: 'session+jwt' };
const claims = () => ({ tid: 't1', sid: 's1', scope: 'rw', exp: Math.floor(inAnHour() / 1000) });

describe('a session token', () => {
  it('verifies to what it was issued for', async () => {
    const tokens = tokensOf(current);
    const token = await tokens.issue(grant, inAnHour());
    expect(await tokens.verify(token)).toEqual(grant);
    expect(await tokens.verify(token)).toEqual(grant);
  });

  it('is answered without waiting once it was verified', async () => {
    const tokens = tokensOf(current);
    const token = await tokens.issue(grant, inAnHour());
    await tokens.verify(token);
    expect(tokens.verify(token)).toEqual(grant);
  });

  it('of an older key verifies as long as the key is listed', async () => {
    const token = await tokensOf(old).issue(grant, inAnHour());
    expect(await tokensOf(current, old).verify(token)).toEqual(grant);
    expect(await tokensOf(current).verify(token)).toBeUndefined();
  });

  it('is signed with the first key', async () => {
    const token = await tokensOf(current, old).issue(grant, inAnHour());
    expect(await tokensOf(current).verify(token)).toEqual(grant);
    expect(await tokensOf(old).verify(token)).toBeUndefined();
  });

  it('ends at its expiry, remembered or not', async () => {
    const ownClock = createTestClock();
    const tokens = createSessionTokens({ keys: [current], clock: ownClock });
    const token = await tokens.issue(grant, ownClock.nowMs() + 10_000);
    expect(await tokens.verify(token)).toEqual(grant);
    ownClock.advance(9_999);
    expect(await tokens.verify(token)).toEqual(grant);
    ownClock.advance(1);
    expect(await tokens.verify(token)).toBeUndefined();
    expect(await createSessionTokens({ keys: [current], clock: ownClock }).verify(token)).toBeUndefined();
  });

  it('is forgotten when many others came, and verifies again', async () => {
    const tokens = createSessionTokens({ keys: [current], clock, remembered: 2 });
    const issued = await Promise.all(
      ['a', 'b', 'c'].map((sessionId) => tokens.issue({ ...grant, sessionId }, inAnHour())),
    );
    for (const token of issued) await tokens.verify(token);
    expect(tokens.verify(issued[0]!)).toBeInstanceOf(Promise);
    expect(await tokens.verify(issued[0]!)).toMatchObject({ sessionId: 'a' });
  });

  it('made by hand as it should be verifies: the forgeries below differ from it in one thing each', async () => {
    expect(await tokensOf(current).verify(forge(header, claims()))).toEqual({
      tenantId: 't1',
      sessionId: 's1',
      scope: 'rw',
    });
  });

  it('signed rightly by another algorithm with the same key does not verify', async () => {
    const long: SessionTokenKey = { kid: 'long', secret: new Uint8Array(64).fill(3) };
    const sign = (alg: string) =>
      new SignJWT(claims()).setProtectedHeader({ ...header, alg, kid: 'long' }).sign(long.secret);
    expect(await tokensOf(long).verify(await sign('HS256'))).toBeDefined();
    expect(await tokensOf(long).verify(await sign('HS512'))).toBeUndefined();
  });

  it.each<[string, () => string]>([
    ['no token', () => ''],
    ['some text', () => 'a.b.c'],
    ['another secret', () => forge(header, claims(), old.secret)],
    ['an unknown key', () => forge({ ...header, kid: 'nobody' }, claims())],
    ['no key id', () => forge({ alg: 'HS256', typ: 'session+jwt' }, claims())],
    ['a key id of Object.prototype', () => forge({ ...header, kid: '__proto__' }, claims())],
    ['another algorithm named', () => forge({ ...header, alg: 'HS512' }, claims())],
    ['no algorithm', () => forge({ ...header, alg: 'none' }, claims())],
    ['another type', () => forge({ ...header, typ: 'JWT' }, claims())],
    ['no expiry', () => forge(header, { ...claims(), exp: undefined })],
    ['an expiry that is no number', () => forge(header, { ...claims(), exp: 'never' })],
    ['no tenant', () => forge(header, { ...claims(), tid: undefined })],
    ['a session that is no text', () => forge(header, { ...claims(), sid: ['s1'] })],
    ['an unknown scope', () => forge(header, { ...claims(), scope: 'rwx' })],
    ['a changed payload', () => changed(forge(header, claims()))],
    ['no signature', () => forge(header, claims()).replace(/[^.]+$/, '')],
    ['far too much text', () => forge(header, { ...claims(), more: 'x'.repeat(5_000) })],
  ])('with %s does not verify', async (_, token) => {
    expect(await tokensOf(current, old).verify(token())).toBeUndefined();
  });
});

function changed(token: string): string {
  const [head, , signature] = token.split('.');
  const payload = Buffer.from(JSON.stringify({ ...claims(), sid: 's2' })).toString('base64url');
  return [head, payload, signature].join('.');
}
