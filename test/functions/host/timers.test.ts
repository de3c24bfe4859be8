import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RetryContext, Timer } from '@azure/functions';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';
import { runHost, stopAllHosts, type HostProcess } from './support/runHost.ts';

interface Run {
  name: string;
  /** Milliseconds since 1970. */
  at: number;
  invocationId: string;
  timer: Timer | { scheduleStatus: null };
  retryContext?: RetryContext;
}

const folder = createTemporaryFolder();
afterAll(async () => {
  await stopAllHosts();
  folder.remove();
});

const start = (
  timers: string,
  more: { state?: string; environment?: Record<string, string> } = {},
): Promise<HostProcess> =>
  runHost('timers', {
    arguments: more.state === undefined ? [] : ['--state', more.state],
    environment: { TIMERS: timers, ...more.environment },
  });

const runsOf = (host: HostProcess): Run[] =>
  host.lines.filter((line) => line.startsWith('ran ')).map((line) => JSON.parse(line.slice('ran '.length)) as Run);

/** Waits until there have been `count` runs. */
async function runs(host: HostProcess, count: number): Promise<Run[]> {
  await host.line(() => runsOf(host).length >= count);
  return runsOf(host);
}

describe('a timer', () => {
  it('runs when its expression says so, at the start of a second here', async () => {
    const host = await start('cron');
    const [first, second] = await runs(host, 2);
    await host.stop();
    expect(Math.floor(second!.at / 1_000)).toBeGreaterThan(Math.floor(first!.at / 1_000));
    expect(first!.invocationId).not.toBe(second!.invocationId);
    expect(first!.timer).toEqual({ schedule: { adjustForDST: true }, scheduleStatus: null, isPastDue: false });
  });

  it('runs at an interval, from the start of the host on', async () => {
    const host = await start('span');
    const [first, second] = await runs(host, 2);
    await host.stop();
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(990);
    expect(first!.timer).toMatchObject({ schedule: { adjustForDST: false } });
  });

  it('takes its schedule from a setting', async () => {
    const host = await start('setting', { environment: { SPAN: '0:0:1' } });
    expect((await runs(host, 1))[0]!.name).toBe('fromSetting');
    await host.stop();
  });

  it('never overlaps with itself', async () => {
    const host = await start('overlap');
    await runs(host, 2);
    await host.stop();
    const order = host.lines.filter((line) => /^(ran|ended)/.test(line)).map((line) => line.split(' ')[0]);
    expect(order).toEqual(['ran', 'ended', 'ran', 'ended']);
  });

  it('runs at the start when told to, which is not past due', async () => {
    const host = await start('onStartup');
    expect((await runs(host, 1))[0]!.timer).toMatchObject({ isPastDue: false });
    await host.stop();
  });
});

describe('the schedule kept across restarts', () => {
  const writeStatus = (state: string, last: string): void => {
    mkdirSync(join(state, 'timers'), { recursive: true });
    const status = { last, next: last, lastUpdated: last };
    writeFileSync(join(state, 'timers', 'monitored.json'), JSON.stringify(status));
  };
  const readStatus = (state: string) =>
    JSON.parse(readFileSync(join(state, 'timers', 'monitored.json'), 'utf8')) as Record<string, string>;

  it('is written at the first start, which makes up for nothing', async () => {
    const state = join(folder.path, 'first');
    const host = await start('monitored', { state });
    await host.stop();
    expect(runsOf(host)).toEqual([]);
    const nextYear = new Date().getUTCFullYear() + 1;
    expect(readStatus(state)).toMatchObject({ next: `${nextYear}-01-01T00:00:00.000Z` });
  });

  it('makes up for a missed occurrence, once', async () => {
    const state = join(folder.path, 'missed');
    writeStatus(state, '2020-01-01T00:00:00.000Z');
    const host = await start('monitored', { state });
    const [run] = await runs(host, 1);
    await host.stop();
    expect(run!.timer).toMatchObject({ isPastDue: true, scheduleStatus: { last: '2020-01-01T00:00:00.000Z' } });
    expect(readStatus(state)).toMatchObject({ last: '2021-01-01T00:00:00.000Z' });

    writeStatus(state, new Date().toISOString());
    const again = await start('monitored', { state });
    await again.stop();
    expect(runsOf(again)).toEqual([]);
  });

  it('is not kept for a timer that does not want it', async () => {
    const state = join(folder.path, 'unmonitored');
    writeStatus(state, '2020-01-01T00:00:00.000Z');
    const host = await start('unmonitored', { state });
    await host.stop();
    expect(runsOf(host)).toEqual([]);
  });
});

describe('a timer that fails', () => {
  it('is tried again as often as its policy says, with a new invocation and the reason', async () => {
    const host = await start('fixedRetry');
    const all = await runs(host, 3);
    await host.line((line) => line.includes('failure of attempt 2'));
    await host.stop();
    expect(all.map((run) => run.retryContext?.retryCount)).toEqual([undefined, 1, 2]);
    expect(all[2]!.retryContext).toMatchObject({ maxRetryCount: 2, exception: { message: 'failure of attempt 1' } });
    expect(new Set(all.map((run) => run.invocationId)).size).toBe(3);
    expect(all[1]!.at - all[0]!.at).toBeGreaterThanOrEqual(990);
    expect(runsOf(host)).toHaveLength(3);
  });

  it('is tried without end where the policy has none, until it succeeds', async () => {
    const host = await start('endlessRetry');
    await host.line((line) => line === 'recovered');
    await host.stop();
    expect(runsOf(host).map((run) => run.retryContext?.maxRetryCount)).toEqual([undefined, -1, -1]);
  });

  it('does not keep the host from stopping while it waits', async () => {
    const host = await start('fixedRetry');
    await runs(host, 1);
    expect(await host.stop()).toEqual({ code: 0, signal: null });
    expect(runsOf(host).length).toBeLessThan(3);
  });
});
