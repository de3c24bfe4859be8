import type { MetricEntry, MetricName } from '../ports/metricTable.ts';
import type { MetricFamily, Series } from './metricFamily.ts';

/** Prometheus text exposition format, version 0.0.4. */
export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export function toPrometheusText(families: Iterable<MetricFamily>): string {
  let text = '';
  for (const family of families) {
    const name = prometheusName(family.name, family.entry.kind);
    text += `# HELP ${name} ${escapeHelp(family.entry.meaning)}\n# TYPE ${name} ${family.entry.kind}\n`;
    for (const series of family.series) text += toSamples(name, family, series);
  }
  return text;
}

/**
 * `outbox.oldestAgeMs` becomes `shortlist_outbox_oldest_age_milliseconds`: words in lower case with underscores between, the
 * unit written out, and a counter ends in `_total`, in place of a last word `count`.
 */
export function prometheusName(name: MetricName, kind: MetricEntry['kind']): string {
  const words = name
    .replace(/Ms$/, 'Milliseconds')
    .replaceAll('.', '_')
    .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return `shortlist_${kind === 'counter' ? `${words.replace(/_count$/, '')}_total` : words}`;
}

function toSamples(name: string, { entry, bounds }: MetricFamily, { labelValues, value, buckets }: Series): string {
  const labels = entry.labels.map((label, place) => `${label}="${escapeLabel(labelValues[place]!)}"`);
  if (buckets === undefined) return `${name}${inBraces(labels)} ${toNumber(value)}\n`;
  let text = '';
  let count = 0;
  for (const [place, inBucket] of buckets.entries()) {
    count += inBucket;
    text += `${name}_bucket${inBraces([...labels, `le="${toNumber(bounds[place] ?? Infinity)}"`])} ${count}\n`;
  }
  return `${text}${name}_sum${inBraces(labels)} ${toNumber(value)}\n${name}_count${inBraces(labels)} ${count}\n`;
}

const inBraces = (labels: readonly string[]): string => (labels.length === 0 ? '' : `{${labels.join()}}`);

function toNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');
