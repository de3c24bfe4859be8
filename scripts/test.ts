import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from '../local/command.ts';
import { build, isStale } from './build.ts';

const root = dirname(import.meta.dirname);

const help = `Builds dist/ if needed, runs the tests, and ends with a line "N passed, N failed, N skipped".

usage: npm test -- [what jest takes]      for example: npm test -- test/unit --runInBand

Tests whose tool is missing on this machine are skipped with the reason; with CI set in the environment they fail.`;

/** The totals of jest's JSON report. */
interface Totals {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  /** Files that failed before their first test. */
  numRuntimeErrorTestSuites: number;
}

function readTotals(file: string): Totals | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Totals;
  } catch (thrown) {
    // Jest was asked for something else than a run, or could not begin.
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** Fills a disk that its own process has files mapped from: in a process of its own it can harm no other test. */
const apart = 'test/contract/fullDisk';

const runsTests = (jestArguments: readonly string[]): boolean =>
  !jestArguments.some((argument) => argument === '--listTests' || argument === '--showConfig');

function runJest(jestArguments: readonly string[]): { status: number; totals: Totals | undefined } {
  const report = join(root, '.cache', `test-report-${process.pid}.json`);
  mkdirSync(dirname(report), { recursive: true });
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const reporting = runsTests(jestArguments) ? ['--json', `--outputFile=${report}`] : [];
  const { status, signal } = spawnSync(process.execPath, [jest, ...jestArguments, ...reporting], {
    cwd: root,
    stdio: 'inherit',
  });
  if (signal !== null) process.stderr.write(`The tests were ended by ${signal}.\n`);
  const totals = readTotals(report);
  rmSync(report, { force: true });
  return { status: status ?? 1, totals };
}

await runCommand(import.meta.filename, async () => {
  const jestArguments = process.argv.slice(2);
  if (jestArguments.includes('--help')) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  if (isStale()) await build();
  const runs = jestArguments.length > 0 ? [jestArguments] : [['--testPathIgnorePatterns', apart], [apart]];
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  let status = 0;
  for (const run of runs) {
    const ended = runJest(run);
    status ||= ended.status;
    if (!ended.totals) continue;
    passed += ended.totals.numPassedTests;
    failed += ended.totals.numFailedTests + ended.totals.numRuntimeErrorTestSuites;
    skipped += ended.totals.numPendingTests + ended.totals.numTodoTests;
  }
  if (runs.some(runsTests)) process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  return status;
});
