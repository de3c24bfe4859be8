import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand, UsageError } from '../local/command.ts';
import { build, isStale } from './build.ts';

const root = dirname(import.meta.dirname);

const help = `Runs the fault tests of test/faults in their long form. "npm test" runs the short one.

usage: npm run test:faults -- [options]

  --kills N     how many times the whole app is killed under load (default 1000, which takes about an hour)
  --shuffles N  how many times all events are repeated, delayed and shuffled (default 20)
  --rounds N    how many times everything else is done: outages, poison messages, lost locks, erasure (default 5)
  --help

The seed of a run is printed; SEED=n in the environment repeats its choices. Ends with 1 when anything failed.`;

const hunts = ['test/faults/killApp', 'test/faults/redelivery'];
const others = 'test/faults/(?!killApp|redelivery)';

function readCount(name: string, text: string): string {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError(`--${name} takes a number from 1 to 9999999, not "${text}"`);
  return text;
}

/** Whether all of them passed. */
function runTests(patterns: readonly string[], more: Readonly<Record<string, string>> = {}): boolean {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const { status } = spawnSync(process.execPath, [jest, '--runInBand', ...patterns], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...more },
  });
  return status === 0;
}

await runCommand(import.meta.filename, async () => {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '1000' },
      shuffles: { type: 'string', default: '20' },
      rounds: { type: 'string', default: '5' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const [kills, shuffles] = [readCount('kills', values.kills), readCount('shuffles', values.shuffles)];
  const rounds = Number(readCount('rounds', values.rounds));
  // Now and not by the first server that a test starts.
  if (isStale()) await build();
  const results = Array.from({ length: rounds }, (_, round) => {
    process.stderr.write(`test:faults: round ${round + 1} of ${rounds}\n`);
    return runTests([others]);
  });
  process.stderr.write(`test:faults: ${shuffles} shuffles, ${kills} kills\n`);
  results.push(runTests(hunts, { KILLS: kills, SHUFFLES: shuffles }));
  const failed = results.filter((hasPassed) => !hasPassed).length;
  process.stdout.write(failed === 0 ? 'all passed\n' : `${failed} of ${results.length} runs failed\n`);
  return failed === 0 ? 0 : 1;
});
