import { runHost, runUntilExit, stopAllHosts } from './support/runHost.ts';
import { send } from './support/send.ts';

const isOf =
  (text: string) =>
  (line: string): boolean =>
    line.includes(text);

afterAll(() => stopAllHosts());

describe('the throttle of host.json', () => {
  it('works on as many as it may, lets others wait and refuses the rest with 429 and nothing else', async () => {
    const host = await runHost('throttled', { arguments: ['--app', 'test/functions/host/fixtures/withLimits'] });
    const first = send(host.port, '/api/hold?name=first');
    const second = send(host.port, '/api/hold?name=second');
    await Promise.all([host.line(isOf('begun first')), host.line(isOf('begun second'))]);

    // One more may wait; of two that are sent the other one is refused, and so is an address that leads nowhere.
    const more = ['third', 'fourth'].map((name) => send(host.port, `/api/hold?name=${name}`));
    expect(await Promise.race(more)).toMatchObject({ status: 429, text: '' });
    expect((await send(host.port, '/nowhere')).status).toBe(429);
    expect((await send(host.port, '/admin/functions/hold', { method: 'POST' })).status).toBe(401);
    expect(host.lines.filter(isOf('begun'))).toHaveLength(2);

    host.process.kill('SIGUSR2');
    expect(await Promise.all([first, second])).toMatchObject([{ text: 'held' }, { text: 'held' }]);
    await host.line((line) => line.includes('begun third') || line.includes('begun fourth'));
    host.process.kill('SIGUSR2');
    expect((await Promise.all(more)).map(({ status }) => status).sort()).toEqual([200, 429]);
    expect((await send(host.port, '/nowhere')).status).toBe(404);
    await host.stop();
  });

  it('is not there by default', async () => {
    const host = await runHost('throttled');
    const held = Array.from({ length: 20 }, (_, name) => send(host.port, `/api/hold?name=${name}`));
    for (const name of held.keys()) await host.line((line) => line.endsWith(`begun ${name}`));
    host.process.kill('SIGUSR2');
    expect(new Set((await Promise.all(held)).map(({ status }) => status))).toEqual(new Set([200]));
    await host.stop();
  });

  it('keeps an app from starting when it cannot be meant', async () => {
    const { code, stderr } = await runUntilExit('throttled', {
      arguments: ['--app', 'test/functions/host/fixtures/withFaultyLimits'],
    });
    expect(code).toBe(1);
    expect(stderr).toContain(
      'extensions.http.maxOutstandingRequests must be a whole number from 1, or -1 for no limit.',
    );
  });
});
