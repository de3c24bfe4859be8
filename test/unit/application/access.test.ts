import { createAccess, type AdministratorRequest } from '../../../shared/application/access/createAccess.ts';
import { createLocalAdministrators } from '../../../shared/application/access/localAdministrators.ts';
import { createTenancy, type TenantEntry } from '../../../shared/application/access/tenancy.ts';
import type { AdministratorAccess, AdministratorIdentity } from '../../../shared/ports/administratorAccess.ts';
import type { SessionTokens } from '../../../shared/ports/sessionTokens.ts';
import { refusalCode } from './harness.ts';

const tenants: TenantEntry[] = [
  { id: 't1', key: 'key-1', origins: ['https://one.example'] },
  { id: 't2', key: 'key-2', origins: [] },
  { id: 't3', key: '__proto__', origins: ['*'] },
];

const tokens: SessionTokens = {
  issue: () => Promise.resolve(''),
  verify: (token) => {
    if (token === 'rw-s1') return { tenantId: 't1', sessionId: 's1', scope: 'rw' };
    return Promise.resolve(token === 'r-s1' ? { tenantId: 't1', sessionId: 's1', scope: 'r' } : undefined);
  },
};

const ADMIN_KEY = 'the-administrators-key';

function accessWith(options: { tenants?: TenantEntry[]; administrators?: AdministratorAccess } = {}) {
  return createAccess({
    tenancy: createTenancy(options.tenants ?? tenants),
    tokens,
    administrators: options.administrators ?? createLocalAdministrators(ADMIN_KEY),
    acceptsFunctionsKey: options.administrators === undefined,
  });
}

async function refusalOf(work: () => unknown) {
  return refusalCode(Promise.resolve().then(work));
}

describe('the tenant of a request', () => {
  it('is the one its key names', async () => {
    const access = accessWith();
    expect([access.resolveTenant('key-1'), access.resolveTenant('__proto__')]).toEqual(['t1', 't3']);
    for (const key of [undefined, '', 'key-3', 'constructor']) {
      expect(await refusalOf(() => access.resolveTenant(key))).toBe('unknown_tenant_key');
    }
  });

  it('is always default when none is configured', () => {
    const access = accessWith({ tenants: [] });
    expect([access.resolveTenant(undefined), access.resolveTenant('key-1')]).toEqual(['default', 'default']);
    expect([access.allowsOrigin('default', 'https://any.example'), access.isKnownOrigin('null')]).toEqual([true, true]);
  });

  it.each([
    ['t1', 'https://one.example', true],
    ['t1', 'https://one.example.evil', false],
    ['t1', 'http://one.example', false],
    ['t2', 'https://one.example', false],
    ['t3', 'https://any.example', true],
    ['t9', 'https://one.example', false],
  ])('%s allows origin %s: %s', (tenantId, origin, allowed) => {
    expect(accessWith().allowsOrigin(tenantId, origin)).toBe(allowed);
  });

  it('knows for a preflight the origins of all tenants', () => {
    const strict = accessWith({ tenants: tenants.slice(0, 2) });
    expect(strict.isKnownOrigin('https://one.example')).toBe(true);
    expect(strict.isKnownOrigin('https://other.example')).toBe(false);
  });
});

describe('access to a session', () => {
  const verify = (authorization: string | undefined, scope: 'r' | 'rw' = 'rw', sessionId = 's1') =>
    accessWith().verifySession({ authorization, sessionId, scope });

  it('is what the token grants', async () => {
    const grant = { tenantId: 't1', sessionId: 's1' };
    expect(await verify('Bearer rw-s1')).toMatchObject(grant);
    expect(await verify('bearer  rw-s1', 'r')).toMatchObject(grant);
    expect(await verify('Bearer r-s1', 'r')).toMatchObject(grant);
  });

  it.each([
    [undefined, 'missing_token'],
    ['', 'missing_token'],
    ['Bearer', 'missing_token'],
    ['Basic rw-s1', 'missing_token'],
    ['Bearer rw-s1 more', 'missing_token'],
    ['Bearer other', 'invalid_token'],
    ['Bearer r-s1', 'insufficient_scope'],
  ])('with %j is refused: %s', async (authorization, code) => {
    expect(await refusalCode(verify(authorization))).toBe(code);
  });

  it("with another session's token finds no session", async () => {
    expect(await refusalCode(verify('Bearer rw-s1', 'r', 's2'))).toBe('session_not_found');
  });
});

describe('access of an administrator', () => {
  const request = (more: Partial<AdministratorRequest>): AdministratorRequest => ({
    authorization: undefined,
    tenantKey: undefined,
    role: 'Catalog.Admin',
    ...more,
  });
  const bearer = `Bearer ${ADMIN_KEY}`;

  it('with the local key reaches the tenant named, else default, in every role', async () => {
    const access = accessWith();
    const ask = (more: Partial<AdministratorRequest>) => access.verifyAdministrator(request(more));
    expect(await ask({ authorization: bearer, tenantKey: 'key-2' })).toEqual({ tenantId: 't2' });
    expect(await ask({ authorization: bearer })).toEqual({ tenantId: 'default' });
    expect(await ask({ functionsKey: ADMIN_KEY, role: 'Operations.Admin' })).toEqual({ tenantId: 'default' });
    const alone = accessWith({ tenants: [] });
    expect(await alone.verifyAdministrator(request({ authorization: bearer, tenantKey: 'x' }))).toEqual({
      tenantId: 'default',
    });
  });

  it.each<[Partial<AdministratorRequest>, string]>([
    [{}, 'not_administrator'],
    [{ authorization: 'Bearer other' }, 'not_administrator'],
    [{ authorization: `Bearer ${ADMIN_KEY}x` }, 'not_administrator'],
    [{ authorization: 'Bearer rw-s1' }, 'not_administrator'],
    [{ authorization: 'Bearer other', functionsKey: ADMIN_KEY }, 'not_administrator'],
    [{ functionsKey: '' }, 'not_administrator'],
    [{ authorization: bearer, tenantKey: 'nobody' }, 'unknown_tenant_key'],
  ])('with %j is refused: %s', async (more, code) => {
    expect(await refusalCode(accessWith().verifyAdministrator(request(more)))).toBe(code);
  });

  describe('from a directory', () => {
    const from = (identity: AdministratorIdentity): AdministratorAccess => ({
      verify: (credential) => Promise.resolve(credential === 'good' ? identity : undefined),
    });
    const catalogAdmin = (tenantId?: string): AdministratorIdentity => ({
      roles: ['Catalog.Admin'],
      reach: { kind: 'ownTenant', ...(tenantId !== undefined && { tenantId }) },
    });
    const operator: AdministratorIdentity = { roles: ['Operations.Admin'], reach: { kind: 'ownTenant' } };

    const ask = (identity: AdministratorIdentity, more: Partial<AdministratorRequest> = {}, configured = tenants) =>
      accessWith({ administrators: from(identity), tenants: configured }).verifyAdministrator(
        request({ authorization: 'Bearer good', ...more }),
      );

    it('reaches its own tenant, named or not', async () => {
      expect(await ask(catalogAdmin('t1'))).toEqual({ tenantId: 't1' });
      expect(await ask(catalogAdmin('t1'), { tenantKey: 'key-1' })).toEqual({ tenantId: 't1' });
      expect(await ask(catalogAdmin(), {}, [])).toEqual({ tenantId: 'default' });
      expect(await ask(catalogAdmin('t1'), {}, [])).toEqual({ tenantId: 'default' });
    });

    it('runs the service for the tenant named', async () => {
      const more = { role: 'Operations.Admin' as const, tenantKey: 'key-2' };
      expect(await ask(operator, more)).toEqual({ tenantId: 't2' });
    });

    it.each<[string, AdministratorIdentity, Partial<AdministratorRequest>, string]>([
      ['for another tenant', catalogAdmin('t1'), { tenantKey: 'key-2' }, 'not_administrator'],
      ['for no tenant', catalogAdmin(), {}, 'not_administrator'],
      ['for a tenant there is not', catalogAdmin('t9'), {}, 'not_administrator'],
      ['without the role for catalogues', operator, {}, 'insufficient_scope'],
      ['without the role for operations', catalogAdmin('t1'), { role: 'Operations.Admin' }, 'insufficient_scope'],
      [
        'brought as a functions key',
        catalogAdmin('t1'),
        { authorization: undefined, functionsKey: 'good' },
        'not_administrator',
      ],
    ])('%s is refused', async (_, identity, more, code) => {
      expect(await refusalCode(ask(identity, more))).toBe(code);
    });
  });
});
