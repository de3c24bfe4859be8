import { metricTable, type MetricEntry, type MetricName } from '../ports/metricTable.ts';
import type { Metrics } from '../ports/metrics.ts';
import { MetricFamily, type Series } from './metricFamily.ts';
import { toPrometheusText } from './prometheusText.ts';

/** Figures of this process, from its start on, kept in memory. */
export interface ProcessMetrics extends Metrics {
  /** What a Prometheus server scrapes; see prometheusText.ts. */
  toPrometheusText(): string;
  /** Everything that is not 0, by `name` or `name{label=value}`; of a histogram how many values and their sum. */
  toFields(): Record<string, number | { count: number; sum: number }>;
}

/** Taking a figure is a look-up and an addition: nothing is allocated once a series is there. */
export function createMetrics(): ProcessMetrics {
  const families = new Map<MetricName, MetricFamily>(
    (Object.entries(metricTable) as [MetricName, MetricEntry][]).map(([name, entry]) => [
      name,
      new MetricFamily(name, entry),
    ]),
  );
  return {
    count(name, ...[labels, by = 1]) {
      families.get(name)!.find(labels).value += by;
    },
    set(name, value, ...[labels]) {
      families.get(name)!.find(labels).value = value;
    },
    observe(name, value, ...[labels]) {
      const family = families.get(name)!;
      family.observe(family.find(labels), value);
    },
    toPrometheusText: () => toPrometheusText(families.values()),
    toFields() {
      const fields: Record<string, number | { count: number; sum: number }> = {};
      for (const family of families.values()) {
        for (const series of family.series) {
          const { value, buckets } = series;
          const count = buckets?.reduce((sum, inBucket) => sum + inBucket, 0);
          if ((count ?? value) === 0) continue;
          fields[nameOf(family, series)] = count === undefined ? rounded(value) : { count, sum: rounded(value) };
        }
      }
      return fields;
    },
  };
}

function nameOf({ name, entry: { labels } }: MetricFamily, { labelValues }: Series): string {
  if (labels.length === 0) return name;
  return `${name}{${labels.map((label, place) => `${label}=${labelValues[place]!}`).join()}}`;
}

/** To the microsecond where it is milliseconds. */
const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
