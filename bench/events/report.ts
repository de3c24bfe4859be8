import { createReport, type BenchReport, type ResultRow } from '../support/report.ts';
import { median, percentile, rounded, SAMPLES_FOR_P99 } from '../support/statistics.ts';
import type { RecordedCall } from './cost/record.ts';
import { summariseCost, summariseStages } from './cost/summarise.ts';
import type { FreshnessRuns, RateRun } from './freshness/measure.ts';
import { growthMs } from './freshness/sustainedRate.ts';
import type { ThrowingRounds } from './throwing/measure.ts';
import { BULLMQ_CONCURRENCY, type ThroughputRounds } from './throughput/measure.ts';
import type { ThroughputResult } from './throughput/task.ts';

export interface EventMeasurements {
  /** The calls of each response. */
  recorded: RecordedCall[][];
  throughput: ThroughputRounds;
  /** Rounds by mode. */
  freshness: Map<string, FreshnessRuns[]>;
  throwing: ThrowingRounds;
}

const METHOD = {
  freshness:
    'npm start; responses open loop from a process of its own, each session one every `pauseSeconds`; of some of them the recommendations ' +
    'are read every 4 ms (later every tenth of what has passed) until they are precomputed and of that version; times are from ' +
    'the acknowledgement to the end of the first such read; a fresh server each round, medians of the rounds',
  highest:
    'the highest rate that a run held without refusals, with neither acknowledgements nor recommendations waiting longer at its ' +
    'end than at its start, doubled and then halved',
  throughput:
    'real Event Grid client in batches, local topic, local broker (both with every event synced to disk), real Service Bus client in ' +
    'batches, completed one by one; BullMQ with bulk adds and a worker that does nothing, Redis without a disk; order turns round each ' +
    'round, medians',
  throwing:
    'the recommendations of people while another consumer (report) throws whatever it is given, and while none does; order turns ' +
    'round each round, medians',
  cost: 'counted on the real stores, topic and broker: what most responses needed, one at a time; timers left out',
};

export function toReport(
  { recorded, throughput, freshness, throwing }: EventMeasurements,
  sizes: Record<string, unknown> & { rates: readonly number[] },
): BenchReport {
  const cost = summariseCost(recorded);
  const othersThrow = { none: toRow('noneThrows', throwing.none), one: toRow('oneThrows', throwing.one) };
  const runs = [
    ...[...freshness.values()].flat().flatMap(({ fixed, tried }) => [...fixed, ...tried]),
    ...Object.values(throwing).flat(),
  ];
  const { events } = sizes.throughput as { events: number };
  const rounds = [...throughput.shortlist, ...throughput.bullmq];
  return createReport('events', {
    parameters: { ...sizes, catalog: 'ai-models', method: METHOD, bullmqConcurrency: BULLMQ_CONCURRENCY, cost },
    // Every acknowledged response became readable, and every event arrived.
    resultsEqual:
      runs.every(({ unreadable, samples }) => unreadable === 0 && samples.every(({ lagMs }) => lagMs !== null)) &&
      rounds.every(({ arrived }) => arrived === events),
    results: [
      ...[...freshness].flatMap(([mode, modeRounds]) => toFreshnessRows(mode, modeRounds, sizes.rates)),
      othersThrow.none,
      othersThrow.one,
      ...toThroughputRow('queue', throughput.shortlist),
      ...toThroughputRow('bullmq', throughput.bullmq),
      { name: 'stages', ...summariseStages(recorded) },
    ],
    ratios: {
      ...(throughput.bullmq.length > 0 && { queueOverBullmq: rounded(ratioOf(throughput)) }),
      p99WhileOneThrows: rounded(othersThrow.one.p99Us / othersThrow.none.p99Us),
      messagesPerResponse: cost.messages,
      userPathStoreCalls: Object.values(cost.userPath).reduce((sum, times) => sum + times, 0),
    },
  });
}

/** Each round is compared in itself. */
const ratioOf = ({ shortlist, bullmq }: ThroughputRounds): number =>
  median(shortlist.map(({ perSecond }, round) => perSecond / bullmq[round]!.perSecond));

function toFreshnessRows(mode: string, rounds: readonly FreshnessRuns[], rates: readonly number[]): ResultRow[] {
  const fixed = rates.map((rate, place) =>
    toRow(
      `${mode}${rate}`,
      rounds.map((round) => round.fixed[place]!),
    ),
  );
  const highest = rounds.flatMap((round) => round.highest ?? []);
  return [...fixed, ...(highest.length === 0 ? [] : [toRow(`${mode}Highest`, highest)])];
}

function toRow(name: string, rounds: readonly RateRun[]) {
  const lags = rounds.map(({ samples }) => samples.map(({ lagMs }) => lagMs ?? Infinity));
  const usual = (of: (run: RateRun) => number): number => rounded(median(rounds.map(of)));
  const p50s = lags.map((list) => percentile(list, 0.5));
  return {
    name,
    offeredPerSecond: usual(({ perSecond }) => perSecond),
    p50Us: rounded(median(p50s) * 1_000),
    p50UsSpread: [rounded(Math.min(...p50s) * 1_000), rounded(Math.max(...p50s) * 1_000)],
    p99Us: rounded(median(lags.map((list) => percentile(list, 0.99))) * 1_000),
    p99IsMaximum: lags.some((list) => list.length < SAMPLES_FOR_P99),
    samplesPerRound: Math.min(...lags.map((list) => list.length)),
    lagGrowthUs: rounded(median(lags.map((list) => growthMs(list))) * 1_000),
    perSecond: usual(({ acknowledgedPerSecond }) => acknowledgedPerSecond),
    publishedPerSecond: usual(({ publishedPerSecond }) => publishedPerSecond),
    handledPerSecond: usual(({ handledPerSecond }) => handledPerSecond),
    acknowledgedP50Us: usual(({ acknowledgementsMs }) => percentile(acknowledgementsMs, 0.5) * 1_000),
    acknowledgedP99Us: usual(({ acknowledgementsMs }) => percentile(acknowledgementsMs, 0.99) * 1_000),
    sentLateP99Us: usual(({ sentLateP99Ms }) => sentLateP99Ms * 1_000),
    clientBusy: usual(({ clientBusy }) => clientBusy),
    failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
    unreadable: rounds.reduce((sum, { unreadable }) => sum + unreadable, 0),
  };
}

function toThroughputRow(name: string, rounds: readonly ThroughputResult[]): ResultRow[] {
  if (rounds.length === 0) return [];
  const perSecond = rounds.map((round) => round.perSecond);
  return [
    {
      name,
      perSecond: rounded(median(perSecond)),
      perSecondSpread: [rounded(Math.min(...perSecond)), rounded(Math.max(...perSecond))],
      repeated: rounds.reduce((sum, { repeated }) => sum + repeated, 0),
    },
  ];
}
