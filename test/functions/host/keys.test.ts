import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';
import { runHost, runUntilExit, stopAllHosts, type HostProcess } from './support/runHost.ts';
import { send } from './support/send.ts';

const folder = createTemporaryFolder();
const keysFile = join(folder.path, 'keys.json');
let host: HostProcess;

beforeAll(async () => {
  const keys = {
    masterKey: 'the-master',
    functionKeys: { default: 'the-host-key' },
    systemKeys: { extension: 'the-system-key' },
    functions: { functionlevel: { default: 'its-own-key' } },
  };
  writeFileSync(keysFile, JSON.stringify(keys));
  host = await runHost('levels', { arguments: ['--keys', keysFile] });
});
afterAll(async () => {
  await host.stop();
  await stopAllHosts();
  folder.remove();
});

const withKey = async (name: string, key?: string): Promise<number> =>
  (await send(host.port, `/api/level/${name}`, key === undefined ? {} : { headers: { 'x-functions-key': key } }))
    .status;

describe('keys', () => {
  it.each([
    ['anonymous', undefined, 200],
    ['anonymous', 'wrong', 200],
    ['function', undefined, 401],
    ['function', '', 401],
    ['function', 'wrong', 401],
    ['function', 'the-host-key', 200],
    ['function', 'its-own-key', 200],
    ['function', 'the-master', 200],
    ['function', 'the-system-key', 401],
    ['other', 'its-own-key', 401],
    ['admin', 'the-host-key', 401],
    ['admin', 'the-system-key', 401],
    ['admin', 'the-master', 200],
  ])('%s with %s is %i', async (name, key, status) => {
    expect(await withKey(name, key)).toBe(status);
  });

  it('may stand in the query, where the header goes first', async () => {
    const path = '/api/level/function?code=the-host-key';
    expect((await send(host.port, path)).status).toBe(200);
    expect((await send(host.port, path, { headers: { 'x-functions-key': 'wrong' } })).status).toBe(401);
  });

  it('are asked for only after the route is found', async () => {
    expect((await send(host.port, '/api/level/function', { method: 'POST' })).status).toBe(404);
  });
});

describe('running a function by hand', () => {
  const invoke = async (name: string, key: string, body = '{}', type = 'application/json'): Promise<number> => {
    const headers = { 'x-functions-key': key, 'content-type': type };
    return (await send(host.port, `/admin/functions/${name}`, { method: 'POST', headers, body })).status;
  };

  it('answers 202 to the master key and runs the timer', async () => {
    expect(await invoke('YEARLY', 'the-master')).toBe(202);
    expect(await host.line((line) => line.includes('yearly ran'))).toBe(
      '[information] yearly: yearly ran, past due false',
    );
  });

  it.each([
    ['without the master key', 'yearly', 'the-host-key', '{}', 'application/json', 401],
    ['for an unknown function', 'nobody', 'the-master', '{}', 'application/json', 404],
    ['for an HTTP function', 'other', 'the-master', '{}', 'application/json', 400],
    ['without a JSON object', 'yearly', 'the-master', 'x', 'application/json', 400],
    ['in another media type', 'yearly', 'the-master', '{}', 'text/plain', 415],
  ])('is refused %s', async (_case, name, key, body, type, status) => {
    expect(await invoke(name, key, body, type)).toBe(status);
  });

  it('is all there is below /admin', async () => {
    const headers = { 'x-functions-key': 'the-master' };
    expect((await send(host.port, '/admin/host/status', { headers })).status).toBe(404);
    expect((await send(host.port, '/admin/functions/yearly', { headers })).status).toBe(404);
    expect((await send(host.port, '/admin/host/status')).status).toBe(401);
  });
});

describe('the file of keys', () => {
  it('is made up when there is none, for its owner only, and kept', async () => {
    const file = join(folder.path, 'new', 'host-keys.json');
    const first = await runHost('levels', { arguments: ['--keys', file] });
    const { masterKey } = JSON.parse(readFileSync(file, 'utf8')) as { masterKey: string };
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const headers = { 'x-functions-key': masterKey };
    expect((await send(first.port, '/api/level/admin', { headers })).status).toBe(200);
    await first.stop();
    const second = await runHost('levels', { arguments: ['--keys', file] });
    expect((await send(second.port, '/api/level/admin', { headers })).status).toBe(200);
    await second.stop();
  });

  it('keeps the host from starting when it cannot be read', async () => {
    const file = join(folder.path, 'broken.json');
    writeFileSync(file, '{');
    const { code, stderr } = await runUntilExit('levels', { arguments: ['--keys', file] });
    expect([code, stderr]).toEqual([1, expect.stringContaining(`The host keys in ${file} cannot be read`)]);
  });

  it('is not needed where no function asks for a key', async () => {
    const open = await runHost('levels');
    expect((await send(open.port, '/api/level/anonymous')).status).toBe(200);
    expect(
      (await send(open.port, '/api/level/function', { headers: { 'x-functions-key': 'the-host-key' } })).status,
    ).toBe(401);
    expect((await send(open.port, '/admin/functions/yearly', { method: 'POST' })).status).toBe(401);
    await open.stop();
  });
});
