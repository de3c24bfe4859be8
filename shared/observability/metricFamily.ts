import type { MetricEntry, MetricName } from '../ports/metricTable.ts';

/** The values of one metric under one combination of its labels. */
export interface Series {
  /** In the order of the table's labels. */
  readonly labelValues: readonly string[];
  /** Of a counter or a gauge; of a histogram the sum of what was observed. */
  value: number;
  /** Of a histogram, by bucket, the last one without a bound: how many values were no larger, but larger than the bound before. */
  readonly buckets: Float64Array | undefined;
}

type Branch = Map<string, Branch | Series>;

/** From a loop turn to an hour: lags are told apart as well as requests. */
const MILLISECOND_BOUNDS = [
  0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 3_600_000,
];
const ATTEMPT_BOUNDS = [1, 2, 3, 5, 10];

/** One metric with all its series. */
export class MetricFamily {
  readonly name: MetricName;
  readonly entry: MetricEntry;
  /** Upper bounds of the buckets of a histogram, ascending; none for other kinds. */
  readonly bounds: readonly number[];
  /** In the order in which they came up. */
  readonly series: Series[] = [];
  readonly #only: Series | undefined;
  readonly #tree: Branch = new Map();

  constructor(name: MetricName, entry: MetricEntry) {
    this.name = name;
    this.entry = entry;
    const bounds = entry.unit === 'attempts' ? ATTEMPT_BOUNDS : MILLISECOND_BOUNDS;
    this.bounds = entry.kind === 'histogram' ? bounds : [];
    // What counts from 0 is 0 before anything happened; a gauge that was never set is not known.
    if (entry.labels.length === 0) this.#only = this.#create([], entry.kind !== 'gauge');
  }

  /** Makes nothing but the series itself, when it comes up for the first time. */
  find(labels: Readonly<Record<string, string>> | undefined): Series {
    if (this.#only !== undefined) {
      if (this.series.length === 0) this.series.push(this.#only);
      return this.#only;
    }
    let place: Branch | Series = this.#tree;
    for (const label of this.entry.labels) {
      const found: Branch | Series | undefined = (place as Branch).get(labels![label]!);
      if (found === undefined) return this.#grow(labels!);
      place = found;
    }
    return place as Series;
  }

  observe(series: Series, value: number): void {
    series.value += value;
    const { bounds } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]!) bucket += 1;
    series.buckets![bucket]! += 1;
  }

  #grow(labels: Readonly<Record<string, string>>): Series {
    const values = this.entry.labels.map((label) => labels[label]!);
    const series = this.#create(values, true);
    let branch = this.#tree;
    for (const value of values.slice(0, -1)) {
      const next = (branch.get(value) ?? new Map()) as Branch;
      branch.set(value, next);
      branch = next;
    }
    branch.set(values.at(-1)!, series);
    return series;
  }

  #create(labelValues: readonly string[], shown: boolean): Series {
    const buckets = this.entry.kind === 'histogram' ? new Float64Array(this.bounds.length + 1) : undefined;
    const series: Series = { labelValues, value: 0, buckets };
    if (shown) this.series.push(series);
    return series;
  }
}
