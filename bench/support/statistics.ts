/** The smallest sample that at least `share` of all samples do not exceed; NaN without samples. */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) return NaN;
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

export const median = (samples: readonly number[]): number => {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Below this many samples a 99th percentile is no more than the largest of them. */
export const SAMPLES_FOR_P99 = 100;

/** To three significant digits more than a reader needs, so that the JSON line stays readable. */
export const rounded = (value: number): number => Number(value.toPrecision(6));
