import { runHost, stopAllHosts, type HostProcess } from './support/runHost.ts';
import { send, sendForJson } from './support/send.ts';

interface Called {
  fn: string;
  params: Record<string, string>;
}

describe('routing in the functions host', () => {
  let host: HostProcess;
  beforeAll(async () => {
    host = await runHost('routes', {
      arguments: ['--quiet'],
      environment: { 'AzureWebJobs.switchedOff.Disabled': 'true' },
    });
  });
  afterAll(async () => {
    await host.stop();
    await stopAllHosts();
  });

  const called = (path: string, method = 'GET'): Promise<Called> => sendForJson<Called>(host.port, path, { method });
  const statusOf = async (path: string, method = 'GET'): Promise<number> =>
    (await send(host.port, path, { method })).status;

  it('tries functions in the order of their names, not of their registration', async () => {
    expect(await called('/api/plans/compare')).toEqual({ fn: 'aSpecific', params: {} });
    expect(await called('/api/plans/other')).toEqual({ fn: 'zGeneral', params: { planId: 'other' } });
  });

  it('chooses between routes by method', async () => {
    expect((await called('/api/items/7')).fn).toBe('item');
    expect((await called('/api/items/7', 'PUT')).fn).toBe('item');
    expect((await called('/api/items/7', 'POST')).fn).toBe('itemPost');
  });

  it('answers 404 with no body to a wrong method, HEAD of a GET route included, and to an unknown path', async () => {
    const wrong = await send(host.port, '/api/items/7', { method: 'DELETE' });
    expect([wrong.status, wrong.text]).toEqual([404, '']);
    expect(await statusOf('/api/items/7', 'HEAD')).toBe(404);
    expect(await statusOf('/api/items')).toBe(404);
    expect(await statusOf('/items/7')).toBe(404);
    expect(await statusOf('/')).toBe(404);
  });

  it('uses the name of a function without a route as its route', async () => {
    expect((await called('/api/withoutRoute')).fn).toBe('withoutRoute');
  });

  it('compares literals without regard to case, and ignores one slash at the end', async () => {
    expect(await called('/API/Items/COMPARE')).toEqual({ fn: 'compareItems', params: {} });
    expect(await called('/api/items/X/')).toEqual({ fn: 'item', params: { itemId: 'X' } });
    expect(await statusOf('/api/items//')).toBe(404);
    expect(await statusOf('/api//items/x')).toBe(404);
  });

  it('decodes values but keeps an encoded slash', async () => {
    expect((await called('/api/items/caf%C3%A9%20x')).params.itemId).toBe('café x');
    expect((await called('/api/items/a%2Fb%2fc')).params.itemId).toBe('a%2Fb%2fc');
    expect((await called('/api/items/%C3%A9%2F%FF%zz')).params.itemId).toBe('é%2F%FF%zz');
  });

  it('resolves dots before routing, encoded ones too, and refuses a zero byte', async () => {
    expect((await called('/api/rest/../items/compare')).fn).toBe('compareItems');
    expect((await called('/api/rest/%2e%2E/items/compare')).fn).toBe('compareItems');
    expect((await called('/../../api/./items/compare')).fn).toBe('compareItems');
    expect(await statusOf('/api/items/a%00b')).toBe(400);
  });

  it('takes the longest possible first part where text and parameters share a segment', async () => {
    expect((await called('/api/files/archive.tar.gz')).params).toEqual({ name: 'archive.tar', extension: 'gz' });
    expect((await called('/api/from-3-to-12')).params).toEqual({ low: '3', high: '12' });
    expect(await statusOf('/api/files/archive.7z')).toBe(404);
    expect(await statusOf('/api/from-3-to-x')).toBe(404);
  });

  it('leaves out an absent optional value and fills in a default', async () => {
    expect((await called('/api/optional/1')).params).toEqual({ a: '1' });
    expect((await called('/api/optional/1/2')).params).toEqual({ a: '1', b: '2' });
    expect((await called('/api/defaulted')).params).toEqual({ a: 'first', b: '2' });
    expect((await called('/api/defaulted/x')).params).toEqual({ a: 'x', b: '2' });
    expect(await statusOf('/api/defaulted/x/y')).toBe(404);
    expect(await statusOf('/api/optional')).toBe(404);
  });

  it('gives a catch-all everything that is left, which may be nothing', async () => {
    expect((await called('/api/rest/a/b/c/d/e/f/g/')).params).toEqual({ path: 'a/b/c/d/e/f/g/' });
    expect((await called('/api/rest')).params).toEqual({});
    expect((await called('/api/rest/')).params).toEqual({});
  });

  it.each([
    ['/api/numbered/12', 200],
    ['/api/numbered/0', 404],
    ['/api/numbered/x', 404],
    ['/api/numbered/2147483648', 404],
    ['/api/pattern/ab12', 200],
    ['/api/pattern/abc1', 404],
    ['/api/sized/ab/c/de', 200],
    ['/api/sized/abcd/c/de', 404],
    ['/api/sized/ab/ccc/de', 404],
    ['/api/sized/ab/c/d', 404],
    ['/api/ranged/5/9/9223372036854775807', 200],
    ['/api/ranged/6/9/1', 404],
    ['/api/ranged/5/10/1', 404],
    ['/api/ranged/5/9/9223372036854775808', 404],
    ['/api/typed/TRUE/12345678-1234-1234-1234-123456789abc/1.5e3/2026-11-21', 200],
    ['/api/typed/1/12345678-1234-1234-1234-123456789abc/1.5/2026-11-21', 404],
    ['/api/typed/true/12345678/1.5/2026-11-21', 404],
    ['/api/typed/true/12345678-1234-1234-1234-123456789abc/x/2026-11-21', 404],
    ['/api/typed/true/12345678-1234-1234-1234-123456789abc/1/2026-13-41', 404],
  ])('checks constraints: %s is %i', async (path, status) => {
    expect(await statusOf(path)).toBe(status);
  });

  it('goes on to the next route where a constraint fails', async () => {
    expect((await called('/api/fruit/12')).fn).toBe('apple');
    expect((await called('/api/fruit/pear')).fn).toBe('Banana');
  });

  it('does not serve a function that the settings switch off', async () => {
    expect(await statusOf('/api/off')).toBe(404);
  });

  it('takes the prefix from host.json', async () => {
    const prefixed = await runHost('routes', {
      arguments: ['--quiet', '--app', 'test/functions/host/fixtures/withPrefix'],
    });
    expect((await send(prefixed.port, '/v1/shop/items/compare')).status).toBe(200);
    expect((await send(prefixed.port, '/api/items/compare')).status).toBe(404);
    await prefixed.stop();
  });
});
