import { once } from 'node:events';
import { connect } from 'node:net';
import { runHost, stopAllHosts } from './support/runHost.ts';
import { send, sendForJson } from './support/send.ts';

afterAll(stopAllHosts);

describe('a running app', () => {
  it('may register in an appStart hook and not later, nor change its set-up', async () => {
    const host = await runHost('lifecycle');
    expect(host.lines).toContain('appStart');
    expect((await send(host.port, '/api/lateButInTime')).status).toBe(200);
    expect(await sendForJson<string[]>(host.port, '/api/registersLate')).toEqual([
      expect.stringContaining('can only be registered during app startup'),
      expect.stringContaining("can't be changed after app startup"),
    ]);
    await host.stop();
  });

  it('has its invocation hooks run in order, with what they change taken over', async () => {
    const host = await runHost('lifecycle');
    const hooked = await send(host.port, '/api/hooked');
    expect([hooked.text, hooked.headers['x-seen']]).toEqual(['wrapped replaced', 'first,second']);
    const failure = await send(host.port, '/api/hookedFailure');
    expect([failure.status, failure.text]).toEqual([202, 'instead of a failure']);
    await host.stop();
  });

  it('logs from information upwards, with the name of the function', async () => {
    const host = await runHost('lifecycle');
    await send(host.port, '/api/logs');
    await host.line((line) => line.includes('error line'));
    expect(host.lines.filter((line) => line.includes(' logs: '))).toEqual([
      '[information] logs: info line',
      '[warning] logs: warn line',
      '[error] logs: error line',
    ]);
    await host.stop();
  });

  it('prints no line for a request when told to be quiet', async () => {
    const host = await runHost('lifecycle', { arguments: ['--quiet'] });
    await send(host.port, '/api/lateButInTime');
    await host.stop();
    expect(host.lines).toEqual([
      'appStart',
      expect.stringMatching(/^listening on /),
      'stopping',
      'appTerminate',
      'stopped',
    ]);
  });

  it('ends with a failure on a rejection nobody handles', async () => {
    const host = await runHost('lifecycle');
    const ended = once(host.process, 'close');
    await send(host.port, '/api/rejects').catch(() => undefined);
    expect(await ended).toEqual([1, null]);
  });
});

describe('stopping', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s lets a request in progress end, then runs appTerminate and exits with 0',
    async (signal) => {
      const host = await runHost('lifecycle');
      const reply = send(host.port, '/api/slow', { method: 'POST' });
      await host.line((line) => line.includes('slow begins'));
      const ended = host.stop(signal);
      const { status, text, headers } = await reply;
      expect([status, text, headers.connection]).toEqual([200, 'done', 'close']);
      expect(await ended).toEqual({ code: 0, signal: null });
      const order = host.lines.filter((line) => /^(stopping|POST|appTerminate|stopped)/.test(line));
      expect(order.map((line) => line.split(' ')[0])).toEqual(['stopping', 'POST', 'appTerminate', 'stopped']);
    },
  );

  it('takes no new connection and does not wait for idle ones', async () => {
    const host = await runHost('lifecycle');
    const unused = connect(host.port, '127.0.0.1');
    await once(unused, 'connect');
    const kept = connect(host.port, '127.0.0.1');
    kept.write('GET /api/lateButInTime HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await once(kept, 'data');
    const slow = send(host.port, '/api/slow', { method: 'POST' });
    await host.line((line) => line.includes('slow begins'));
    const ended = host.stop();
    await host.line((line) => line === 'stopping');
    await expect(send(host.port, '/api/lateButInTime')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect((await slow).status).toBe(200);
    expect(await ended).toEqual({ code: 0, signal: null });
    unused.destroy();
    kept.destroy();
  });

  it('gives up on what does not end in time, and still terminates the app', async () => {
    const host = await runHost('lifecycle', { arguments: ['--grace', '1'] });
    const cut = expect(send(host.port, '/api/forever')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await host.line((line) => line.includes('forever begins'));
    expect(await host.stop()).toEqual({ code: 0, signal: null });
    await cut;
    expect(host.lines).toContain('appTerminate');
  });

  it('leaves the port free after kill -9, for the next start', async () => {
    const first = await runHost('lifecycle');
    expect(await first.stop('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    const second = await runHost('lifecycle', { arguments: ['--port', String(first.port)] });
    expect((await send(second.port, '/api/lateButInTime')).status).toBe(200);
    await second.stop();
  });
});
