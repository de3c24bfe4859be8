import { median } from '../../support/statistics.ts';

/** How a search for the highest rate goes about it. */
export interface RateSearch {
  /** Where it begins, per second. */
  first: number;
  /** The most rates it tries. */
  tries: number;
  /** It ends once the lowest rate that failed is at most this much above the highest that held. */
  precision: number;
}

/**
 * The highest rate that `holds`: doubled until one fails, then halving what lies between. undefined when none of those tried
 * did.
 */
export async function findHighestRate(
  { first, tries, precision }: RateSearch,
  holds: (perSecond: number) => Promise<boolean>,
): Promise<number | undefined> {
  let held = 0;
  let failed = Infinity;
  for (let tried = 0; tried < tries && failed > held * (1 + precision); tried += 1) {
    const rate = failed === Infinity ? Math.max(first, 2 * held) : Math.round((held + failed) / 2);
    if (await holds(rate)) held = rate;
    else failed = rate;
  }
  return held === 0 ? undefined : held;
}

/** A lag that rises less than this within a run is taken for noise: within a run of 5 s, 3 % too many add 100 ms. */
const MAX_GROWTH_MS = 100;
/** Fewer in a part of the run say nothing. */
const FEWEST_SAMPLES = 3;

/** By how much the last third of the times is above the first. NaN where that cannot be told. */
export function growthMs(timesMs: readonly number[]): number {
  const third = Math.floor(timesMs.length / 3);
  if (third < FEWEST_SAMPLES) return NaN;
  return median(timesMs.slice(-third)) - median(timesMs.slice(0, third));
}

/** Whether these times, in order, stayed what they were: no queue grew behind them. */
export const isSteady = (timesMs: readonly number[]): boolean => growthMs(timesMs) <= MAX_GROWTH_MS;
