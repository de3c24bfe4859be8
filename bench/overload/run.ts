import { HELLO_PATH, startHello, startShortlist, type Contender } from '../http/contenders.ts';
import type { PrepareResult, PrepareTask } from '../snapshot/prepare.ts';
import { withTemporaryFolder } from '../support/cleanUp.ts';
import { readCount, type OptionValues } from '../support/options.ts';
import { createReport, showProgress, type BenchReport, type ResultRow } from '../support/report.ts';
import { runChild } from '../support/runChild.ts';
import { median, rounded, SAMPLES_FOR_P99 } from '../support/statistics.ts';
import type { ClosedLoad, ExpectedRequest, OpenLoad, SenderResult, SenderTask } from './task.ts';
import { createBodies, learnAnswers, SHORTLIST_PATH } from './workload.ts';

const SEED = 20_261_121;
const FULL = { plans: 300_000, rounds: 3, seconds: 8 };
const QUICK = { plans: 100_000, rounds: 1, seconds: 3 };
/** Offered load as a multiple of the capacity. */
const LEVELS = [1, 2, 5, 10];
const DEADLINE_MS = 1_000;
/** Longer than a burst is taken for one: what is measured is an overload that stands. */
const WARM_UP_SECONDS = 2;
/** Enough to keep the server busy, few enough that none is refused. */
const CLOSED_CONNECTIONS = 2;
const HELLO_CONNECTIONS = 8;
const OPEN_CONNECTIONS = 256;

export const help = `overload  Offer 1, 2, 5 and 10 times as many shortlists as the server can make, whatever it answers
          --plans N          default ${FULL.plans}
          --rounds R         rounds, a fresh server each, default ${FULL.rounds}
          --seconds S        of each measurement, default ${FULL.seconds}`;

export const options = {
  plans: { type: 'string' },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
} as const;

export const usesPeers = false;

/** What one round measured, by name of the row. */
type Round = Map<string, SenderResult>;

interface Workload {
  requests: ExpectedRequest[];
  meanBytes: number;
}

export async function run(values: OptionValues, quick: boolean): Promise<BenchReport> {
  const preset = quick ? QUICK : FULL;
  const plans = readCount(values, 'plans', preset.plans);
  const rounds = readCount(values, 'rounds', preset.rounds);
  const seconds = readCount(values, 'seconds', preset.seconds);
  return withTemporaryFolder(async (dataDir) => {
    showProgress(`overload: compiling and storing ${plans} plans`);
    const prepareTask: PrepareTask = { dataDir, plans, seeds: [SEED] };
    await runChild<PrepareResult>(new URL('../snapshot/prepare.ts', import.meta.url), prepareTask);
    const bodies = createBodies(SEED, plans);
    const workload = await onServer(
      () => startShortlist(dataDir),
      (origin) => learnAnswers(origin, bodies),
    );
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      showProgress(`overload: round ${round + 1} of ${rounds}`);
      const levels = round % 2 === 0 ? LEVELS : LEVELS.toReversed();
      measured.push(await measureRound(dataDir, workload, { levels, seconds, seed: SEED + round }));
    }
    return toReport(measured, { plans, rounds, seconds, quick, meanBytes: workload.meanBytes });
  });
}

async function measureRound(
  dataDir: string,
  workload: Workload,
  { levels, seconds, seed }: { levels: readonly number[]; seconds: number; seed: number },
): Promise<Round> {
  const { requests, meanBytes } = workload;
  const round: Round = new Map();
  const measure = async (name: string, url: string, sent: Partial<SenderTask> & Pick<SenderTask, 'load'>) => {
    showProgress(`overload: ${name}`);
    const usual = { requests, connections: OPEN_CONNECTIONS, warmUpSeconds: WARM_UP_SECONDS, seconds };
    const task: SenderTask = { ...usual, url, deadlineMs: DEADLINE_MS, ...sent };
    const result = await runChild<SenderResult>(new URL('./sender.ts', import.meta.url), task);
    round.set(name, result);
    return result;
  };
  const closed: ClosedLoad = { kind: 'closed' };
  await onServer(
    () => startHello(meanBytes),
    (origin) => {
      const anyAnswer = requests.map(({ body }) => ({ body }));
      return measure('hello', `${origin}${HELLO_PATH}`, {
        load: closed,
        requests: anyAnswer,
        connections: HELLO_CONNECTIONS,
      });
    },
  );
  await onServer(
    () => startShortlist(dataDir),
    async (origin) => {
      const url = `${origin}${SHORTLIST_PATH}`;
      await measure('idle', url, { load: closed, connections: 1, warmUpSeconds: WARM_UP_SECONDS });
      const capacity = await measure('capacity', url, { load: closed, connections: CLOSED_CONNECTIONS });
      for (const level of levels) {
        const load: OpenLoad = { kind: 'open', perSecond: level * capacity.goodPerSecond, seed };
        await measure(rowOf(level), url, { load });
      }
    },
  );
  return round;
}

const rowOf = (level: number): string => `${level}x`;

async function onServer<T>(start: () => Promise<Contender>, use: (origin: string) => Promise<T>): Promise<T> {
  const { origin, server } = await start();
  try {
    return await use(origin);
  } finally {
    await server.stop();
  }
}

const ROW_MEANINGS = {
  hello: `a function that does nothing, request and response of the same size, ${HELLO_CONNECTIONS} connections`,
  idle: 'one request at a time, the next one when it is answered',
  capacity: `closed loop, ${CLOSED_CONNECTIONS} connections: what the loads below are multiples of`,
  '1x': 'and so on: open loop, due at random times whatever becomes of those before; times from when each was due',
};

function toReport(measured: readonly Round[], parameters: Record<string, unknown> & { rounds: number }): BenchReport {
  const names = [...measured[0]!.keys()].sort((a, b) => rank(a) - rank(b));
  const figure = (name: string, key: keyof SenderResult): number =>
    median(measured.map((round) => round.get(name)![key]));
  /** Medians over the rounds, each compared with what the same round could do. */
  const ratio = (of: (round: Round) => number): number => rounded(median(measured.map(of)));
  const peak = (round: Round): number =>
    Math.max(...['capacity', ...LEVELS.map(rowOf)].map((name) => round.get(name)!.goodPerSecond));
  return createReport('overload', {
    parameters: {
      ...parameters,
      levels: LEVELS,
      warmUpSeconds: WARM_UP_SECONDS,
      deadlineMs: DEADLINE_MS,
      openConnections: OPEN_CONNECTIONS,
      client:
        'one process of its own, node:http, keep-alive; a request without a free connection waits, and its time runs',
      requests: 'panel, six preferences and one answer that filters',
      rows: ROW_MEANINGS,
      peak: 'the most right answers a second of any row of the round',
      method: 'a fresh server each round, the levels in turn; medians of the rounds',
    },
    resultsEqual: measured.every((round) => [...round.values()].every(({ wrong }) => wrong === 0)),
    results: names.map((name): ResultRow => ({
      name,
      p50Us: rounded(figure(name, 'admittedP50Ms') * 1_000),
      p99Us: rounded(figure(name, 'admittedP99Ms') * 1_000),
      p99IsMaximum: figure(name, 'admitted') < SAMPLES_FOR_P99,
      perSecond: rounded(figure(name, 'goodPerSecond')),
      perSecondRounds: measured.map((round) => rounded(round.get(name)!.goodPerSecond)),
      refusedPerSecond: rounded(figure(name, 'refusedPerSecond')),
      ...(figure(name, 'refused') === 0
        ? {}
        : {
            refusedP50Us: rounded(figure(name, 'refusedP50Ms') * 1_000),
            refusedP99Us: rounded(figure(name, 'refusedP99Ms') * 1_000),
          }),
      sentLateP99Us: rounded(figure(name, 'sentLateP99Ms') * 1_000),
      clientBusy: rounded(figure(name, 'clientBusy')),
      wrong: measured.reduce((sum, round) => sum + round.get(name)!.wrong, 0),
    })),
    ratios: {
      shortlistOverHelloCost: ratio(
        (round) => round.get('hello')!.goodPerSecond / round.get('capacity')!.goodPerSecond,
      ),
      goodputAt5x: ratio((round) => round.get('5x')!.goodPerSecond / peak(round)),
      goodputAt10x: ratio((round) => round.get('10x')!.goodPerSecond / peak(round)),
      p99At5xOverIdle: ratio((round) => round.get('5x')!.admittedP99Ms / round.get('idle')!.admittedP99Ms),
    },
  });
}

/** Levels by their number, behind the rows without one. */
const rank = (name: string): number => (/^\d/.test(name) ? Number.parseInt(name) : 0);
