import type { ResultRow } from './report.ts';
import { median, percentile, rounded, SAMPLES_FOR_P99 } from './statistics.ts';

/** What the rounds of a benchmark send back, each from a fresh process. */
export interface Round {
  buildMs: Readonly<Record<string, number>>;
  /** Microseconds of every timed call, by contender. */
  samplesUs: Readonly<Record<string, number[]>>;
}

/**
 * Medians over the rounds, with the least and the largest round beside the median of p50.
 *
 * @param size what the contender was measured on, such as its plans
 */
export function toRow(
  name: string,
  size: Readonly<Record<string, number>>,
  rounds: readonly Round[],
  memoryBytes: number | undefined,
): ResultRow {
  const samples = rounds.map(({ samplesUs }) => samplesUs[name]!);
  const p50s = samples.map((list) => percentile(list, 0.5));
  const fewest = Math.min(...samples.map((list) => list.length));
  const builds = rounds.map(({ buildMs }) => buildMs[name]).filter((value) => value !== undefined);
  return {
    name,
    ...size,
    p50Us: rounded(median(p50s)),
    p50UsSpread: [rounded(Math.min(...p50s)), rounded(Math.max(...p50s))],
    p99Us: rounded(median(samples.map((list) => percentile(list, 0.99)))),
    // With fewer samples the 99th percentile is simply the largest one.
    p99IsMaximum: fewest < SAMPLES_FOR_P99,
    perSecond: rounded(median(samples.map((list) => (list.length * 1e6) / list.reduce((sum, us) => sum + us, 0)))),
    samplesPerRound: fewest,
    ...(builds.length === 0 ? {} : { buildMs: rounded(median(builds)) }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  };
}
