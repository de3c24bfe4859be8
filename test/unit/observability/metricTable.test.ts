import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prometheusName } from '../../../shared/observability/prometheusText.ts';
import { metricTable, type MetricEntry, type MetricName } from '../../../shared/ports/metricTable.ts';

const entries = Object.entries(metricTable) as [MetricName, MetricEntry][];

/** Calls of the port wherever it is used, with the name each gives. */
function usedNames(): { file: string; name: string }[] {
  const files = ['shared', 'functions'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file)),
  );
  return files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bmetrics\.(?:count|set|observe)\(\s*([^,)]+)/g)].map(([, name]) => ({
      file,
      name: name!,
    })),
  );
}

describe('the table of metrics', () => {
  it('has every name that is used, and each is written out where it is', () => {
    const used = usedNames();
    expect(used.length).toBeGreaterThan(5);
    const known = new Set(entries.map(([name]) => `'${name}'`));
    expect(used.filter(({ name }) => !known.has(name))).toEqual([]);
  });

  it('ends a name in Ms exactly when it is of milliseconds', () => {
    expect(entries.filter(([name, { unit }]) => name.endsWith('Ms') !== (unit === 'milliseconds'))).toEqual([]);
  });

  it('gives every metric a valid name of its own in Prometheus', () => {
    const names = entries.map(([name, { kind }]) => prometheusName(name, kind));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^shortlist(_[a-z]+)+$/);
    expect(prometheusName('outbox.oldestAgeMs', 'gauge')).toBe('shortlist_outbox_oldest_age_milliseconds');
    expect(prometheusName('shed.count', 'counter')).toBe('shortlist_shed_total');
    expect(prometheusName('http.requests', 'counter')).toBe('shortlist_http_requests_total');
  });
});
