import { withTemporaryFolder } from '../support/cleanUp.ts';
import { readCount, type OptionValues } from '../support/options.ts';
import { measureProcess } from '../support/processTree.ts';
import { createReport, showProgress, type BenchReport, type ResultRow } from '../support/report.ts';
import { runChild } from '../support/runChild.ts';
import { median, percentile, rounded, SAMPLES_FOR_P99 } from '../support/statistics.ts';
import type { PrepareResult, PrepareTask } from './prepare.ts';
import type { PhaseMessage, SnapshotRoundResult, SnapshotRoundTask } from './round.ts';

const REPORT_SEED = 20_261_121;
const FULL = { plans: 1_000_000, rounds: 3, settleMs: 2_000 };
const QUICK = { plans: 100_000, rounds: 1, settleMs: 500 };
const SAMPLE_EVERY_MS = 20;
const HEAP = '--max-old-space-size=8192';

export const help = `snapshot  Load a compiled version from the object store, and switch to a second one while requests come in
          --plans N          default ${FULL.plans}; quick ${QUICK.plans}
          --rounds R         rounds in fresh processes, default ${FULL.rounds}
          --seed X           seed of the first version, default ${REPORT_SEED}`;

export const options = {
  plans: { type: 'string' },
  rounds: { type: 'string' },
  seed: { type: 'string' },
} as const;

export const usesPeers = false;

/** Proportional set size of the process in bytes; undefined where there is no /proc. */
interface Memory {
  oneVersion?: number;
  switchingPeak?: number;
  settled?: number;
}

interface Round extends SnapshotRoundResult {
  memory: Memory;
}

export async function run(values: OptionValues, quick: boolean): Promise<BenchReport> {
  const preset = quick ? QUICK : FULL;
  const plans = readCount(values, 'plans', preset.plans);
  const rounds = readCount(values, 'rounds', preset.rounds);
  const seed = readCount(values, 'seed', REPORT_SEED);
  const seeds = [seed, seed + 1];
  return withTemporaryFolder(async (dataDir) => {
    showProgress(`snapshot: compiling and storing two versions of ${plans} plans`);
    const prepareTask: PrepareTask = { dataDir, plans, seeds };
    const prepared = await runChild<PrepareResult>(new URL('./prepare.ts', import.meta.url), prepareTask, [HEAP]);
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      showProgress(`snapshot: round ${round + 1} of ${rounds}`);
      measured.push(await measureRound({ dataDir, plans, seeds, settleMs: preset.settleMs }));
    }
    return createReport('snapshot', {
      parameters: {
        plans,
        seed,
        rounds,
        indexBytes: prepared.indexBytes,
        settleMs: preset.settleMs,
        rows: ROW_MEANINGS,
        method: 'fresh process per round, SQLite documents and file objects; medians of the rounds',
        files: 'in the page cache: they were written just before, and PSS does not count them',
        memory: `PSS of the process; the peak is the largest of samples every ${SAMPLE_EVERY_MS} ms`,
        quick,
      },
      resultsEqual: measured.every(({ answers }) => answers.join() === prepared.answers.join()),
      results: toRows(measured),
      ratios: {},
    });
  });
}

async function measureRound(task: SnapshotRoundTask): Promise<Round> {
  const memory: Memory = {};
  let sampling: NodeJS.Timeout | undefined;
  const onMessage = (message: unknown, pid: number): void => {
    const phase = (message as Partial<PhaseMessage>).phase;
    const sample = (): number | undefined => measureProcess(pid)?.pssBytes;
    if (phase === 'loaded') {
      memory.oneVersion = sample();
    } else if (phase === 'switching') {
      memory.switchingPeak = sample();
      sampling = setInterval(() => (memory.switchingPeak = largest(memory.switchingPeak, sample())), SAMPLE_EVERY_MS);
    } else if (phase === 'switched') {
      clearInterval(sampling);
    } else if (phase === 'settled') {
      memory.settled = sample();
    }
  };
  const script = new URL('./round.ts', import.meta.url);
  const result = await runChild<SnapshotRoundResult>(script, task, ['--expose-gc'], onMessage).finally(() =>
    clearInterval(sampling),
  );
  return { ...result, memory };
}

const largest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? a : Math.max(a, b);

const ROW_MEANINGS = {
  load: 'from nothing in memory to the version opened: pointer, version, object; memory with that one version',
  read: 'the part of it that reads the object',
  firstShortlist: 'the first answer after it, nothing left out and nothing compiled yet',
  switch: 'activating a second version of the same size until it answers; peak memory meanwhile',
  meanwhile: 'requests that came every 10 ms during the switch, from when each was due',
  afterwards: 'memory after a collection that was asked for: the old version is gone',
};

function toRows(measured: readonly Round[]): ResultRow[] {
  const timeRow = (name: string, timesMs: number[], memory?: (number | undefined)[]): ResultRow => {
    const known = memory?.filter((bytes) => bytes !== undefined) ?? [];
    return {
      name,
      ...(timesMs.length === 0
        ? {}
        : {
            p50Us: rounded(median(timesMs) * 1_000),
            p99Us: rounded(percentile(timesMs, 0.99) * 1_000),
            p99IsMaximum: timesMs.length < SAMPLES_FOR_P99,
            longestUs: rounded(Math.max(...timesMs) * 1_000),
          }),
      ...(known.length === 0 ? {} : { memoryBytes: median(known) }),
    };
  };
  const memoryOf = (part: keyof Memory): (number | undefined)[] => measured.map(({ memory }) => memory[part]);
  return [
    timeRow(
      'load',
      measured.map(({ loadMs }) => loadMs),
      memoryOf('oneVersion'),
    ),
    timeRow(
      'read',
      measured.map(({ readMs }) => readMs),
    ),
    timeRow(
      'firstShortlist',
      measured.map(({ firstShortlistMs }) => firstShortlistMs),
    ),
    timeRow(
      'switch',
      measured.map(({ switchMs }) => switchMs),
      memoryOf('switchingPeak'),
    ),
    timeRow(
      'meanwhile',
      measured.flatMap(({ meanwhileMs }) => meanwhileMs),
    ),
    timeRow('afterwards', [], memoryOf('settled')),
  ];
}
