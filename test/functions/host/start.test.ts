import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';
import { send, sendForJson } from './support/send.ts';

interface Started {
  port: number;
  output: () => string;
  /** Sends npm SIGTERM and gives npm's exit code. */
  stop: () => Promise<number | null>;
}

const folder = createTemporaryFolder();
const dataDir = join(folder.path, 'data');
const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  folder.remove();
});

/** `npm start -- <args>`, with what the developer's own environment says about the app left out. */
function npmStart(args: readonly string[], environment: Record<string, string> = {}) {
  const clean = { DATA_DIR: '', DOCUMENT_STORE: '', OBJECT_STORE: '', AUTH_MODE: '', ADMIN_KEY: '', TENANTS: '' };
  const child = spawn('npm', ['start', '--silent', '--', ...args], {
    env: { ...process.env, ...clean, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'close') as Promise<[number | null]>;
  return { child, output: () => output, ended };
}

async function startShortlist(args: readonly string[], environment: Record<string, string> = {}): Promise<Started> {
  const { child, output, ended } = npmStart(['--port', '0', ...args], environment);
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    return (await ended)[0];
  };
  stops.push(stop);
  const tooEarly = ended.then(() => Promise.reject(new Error(output())));
  tooEarly.catch(() => undefined);
  while (!output().includes('Stop it with')) {
    await Promise.race([once(child.stdout, 'data'), tooEarly]);
  }
  return { port: Number(/listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output())?.[1]), output, stop };
}

describe('npm start', () => {
  it('fills an empty data folder, gets ready, says where it is, and ends with 0 on SIGTERM', async () => {
    const server = await startShortlist(['--data', dataDir]);
    expect(server.output()).toContain('Imported the catalogue ai-models');
    expect(server.output()).toContain(`  Docs     http://127.0.0.1:${server.port}/api/docs`);
    expect(server.output()).toContain(dataDir);
    expect((await send(server.port, '/api/health/ready')).status).toBe(200);
    const { catalogs } = await sendForJson<{ catalogs: { catalogId: string }[] }>(server.port, '/api/catalogs');
    expect(catalogs.map(({ catalogId }) => catalogId)).toEqual(['ai-models']);
    expect(await server.stop()).toBe(0);
    expect(server.output()).toMatch(/GET \/api\/catalogs 200 [^]*stopping\n[^]*stopped\n$/);
  });

  it('does not fill it again, and is quiet when told to be', async () => {
    const server = await startShortlist(['--data', dataDir, '--quiet']);
    expect((await send(server.port, '/api/catalogs')).status).toBe(200);
    expect(await server.stop()).toBe(0);
    expect(server.output()).not.toContain('Imported');
    expect(server.output()).not.toContain('GET /api/catalogs');
  });

  it('keeps the master key of the host in the data folder', async () => {
    const server = await startShortlist(['--data', dataDir]);
    const { masterKey } = JSON.parse(readFileSync(join(dataDir, 'host-keys.json'), 'utf8')) as { masterKey: string };
    const headers = { 'x-functions-key': masterKey };
    expect((await send(server.port, '/admin/functions/nobody', { method: 'POST', headers })).status).toBe(404);
    expect((await send(server.port, '/admin/functions/nobody', { method: 'POST' })).status).toBe(401);
    await server.stop();
  });

  it('takes the data folder from the setting when the command does not name one', async () => {
    const other = join(folder.path, 'other');
    const server = await startShortlist([], { DATA_DIR: other });
    expect(existsSync(join(other, 'host-keys.json'))).toBe(true);
    await server.stop();
  });

  it('ends with 1 and every fault when settings are wrong', async () => {
    const { ended, output } = npmStart(['--port', '0', '--data', dataDir], {
      SESSION_DAYS: 'x',
      DOCUMENT_STORE: 'paper',
    });
    expect((await ended)[0]).toBe(1);
    expect(output()).toContain('SESSION_DAYS must be');
    expect(output()).toContain('DOCUMENT_STORE must be');
    expect(output()).not.toContain('Shortlist is ready');
  });

  it('ends with 1 and a plain sentence when its port is in use or its data folder is none', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const inUse = npmStart(['--port', String(port), '--data', dataDir]);
    expect((await inUse.ended)[0]).toBe(1);
    expect(inUse.output()).toBe(`Port ${port} of 127.0.0.1 is in use. Choose another one with --port.\n`);
    other.close();

    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    const noFolder = npmStart(['--port', '0', '--data', file]);
    expect((await noFolder.ended)[0]).toBe(1);
    expect(noFolder.output()).toMatch(/^The data folder .*file cannot be used: /);
  });

  it('explains itself', async () => {
    const help = npmStart(['--help']);
    expect((await help.ended)[0]).toBe(0);
    expect(help.output()).toContain('usage: npm start --');
    const wrong = npmStart(['--prot', '1']);
    expect((await wrong.ended)[0]).toBe(2);
    expect(wrong.output()).toContain("Unknown option '--prot'");
  });
});
