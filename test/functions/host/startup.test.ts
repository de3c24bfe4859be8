import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { runUntilExit, stopAllHosts, type FailedHost } from './support/runHost.ts';

const failWith = (fault: string): Promise<FailedHost> => runUntilExit('faults', { environment: { FAULT: fault } });

afterAll(stopAllHosts);

describe('an app that cannot start', () => {
  describe('has every fault named at once', () => {
    let failed: FailedHost;
    beforeAll(async () => {
      failed = await failWith('many');
    });

    it('and ends with 1, without a stack', () => {
      expect(failed.code).toBe(1);
      expect(failed.stderr).not.toMatch(/^\s+at /m);
      expect(failed.stdout).not.toContain('listening');
    });

    it.each([
      [
        'a route that the order of names shadows',
        /"aParam" \(plans\/\{id\}\) and "bLit" \(plans\/compare\) overlap for POST/,
      ],
      [
        'the same route twice',
        /"sameOne" \(same\/\{a\}\/x\) and "sameTwo" \(Same\/\{b\}\/X\) have the same route for GET/,
      ],
      ['a route below admin', /"admin\/users" of "reserved1" begins with "admin" or "runtime"/],
      ['a route below runtime, in any case', /"Runtime" of "reserved2" begins/],
      ['a route that only begins with these letters', /"administrators" of "administrators" begins/],
      [
        'a template with a parameter twice',
        /"x\/\{a\}\/\{a\}" of "badTemplate" is not valid: it names the parameter "a" twice/,
      ],
      ['an unknown constraint', /"badConstraint" is not valid: "\{a:nothing\}" has a constraint that is not known/],
      ['no methods', /"noMethods" must list its methods/],
      ['an unknown level', /"badLevel" has an authLevel that is not known/],
      ['a retry policy that would do nothing', /"retried" has a retry policy, which the platform ignores/],
      ['a binding the host does not have', /"withOutput" has a binding of type queue/],
      ['a name the platform refuses', /"bad name" is no valid function name/],
      ['a retry interval below a second', /"subSecond" cannot run: its delayInterval must be at least one second/],
      ['a senseless retry count', /"noCount" cannot run: maxRetryCount/],
      ['retry intervals the wrong way round', /"backwards" cannot run: its maximumInterval is below/],
      ['a schedule that cannot be read', /"badCron" cannot run: /],
      ['a schedule that never comes due', /"never" cannot run: it never comes due/],
      [
        'a schedule from a setting that is not there',
        /"missingSetting" cannot run: the setting NO_SUCH_SETTING is missing/,
      ],
      ['a trigger the host does not have', /"queued" has a trigger of type queueTrigger, which/],
      ['another one', /"evented" has a trigger of type eventGridTrigger, which/],
    ])('%s', (_what, expected) => {
      expect(failed.stderr).toMatch(expected);
    });
  });

  it.each([
    ['registers nothing', 'nothing', /registers no function/],
    [
      'throws, even after registering',
      'throws',
      /entry file .*faults\.ts failed: Error: the entry file failed\n\s+at /,
    ],
    ['registers a name twice, whatever its case', 'duplicate', /A function named "Twice" has already been registered/],
    ['turns on streaming', 'streaming', /HTTP streaming, which this host does not support/],
    ['has an appStart hook that throws', 'appStart', /appStart hook failed: Error: the hook failed/],
  ])('%s', async (_what, fault, expected) => {
    const { code, stderr, stdout } = await failWith(fault);
    expect(stderr).toMatch(expected);
    expect(code).toBe(1);
    expect(stdout).not.toContain('listening');
  });

  it('runs its appTerminate hooks when it had begun to start', async () => {
    expect((await failWith('terminates')).stdout).toContain('appTerminate ran');
  });

  it('has no host.json', async () => {
    const { code, stderr } = await runUntilExit('routes', { arguments: ['--app', 'test/functions/host/support'] });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/host\.json cannot be read/)]);
  });

  it('has no entry file', async () => {
    const { code, stderr } = await runUntilExit('noSuchFile');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/noSuchFile\.ts failed: .*Cannot find module/)]);
  });

  it('finds its port in use, and says so plainly', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await runUntilExit('routes', { arguments: ['--port', String(port)] });
    other.close();
    expect(stderr).toBe(`Port ${port} of 127.0.0.1 is in use. Choose another one with --port.\n`);
    expect(code).toBe(1);
  });

  it.each([
    [['--port', '70000'], /--port takes a number from 0 to 65535, not "70000"/],
    [['--port', '-1'], /--port/],
    [['--unknown'], /Unknown option '--unknown'/],
  ])('was called with %j', async (extra, expected) => {
    const { code, stderr } = await runUntilExit('routes', { arguments: extra });
    expect(stderr).toMatch(expected);
    expect(stderr).toContain('See --help.');
    expect(code).toBe(2);
  });
});
