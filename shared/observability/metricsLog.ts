import { metricTable, type MetricName } from '../ports/metricTable.ts';
import type { ProcessMetrics } from './createMetrics.ts';
import type { Logger } from './logger.ts';

/** Writes all metrics as one line. Counters are those since the start, so a line that is lost takes nothing with it. */
export interface MetricsLog {
  /** One line, unless nothing was counted since the last one: an idle server is silent. */
  write: () => void;
  stop: () => void;
}

/** @param everyMs how often it writes by itself; 0: never */
export function startMetricsLog(metrics: ProcessMetrics, logger: Logger, everyMs: number): MetricsLog {
  let written = '[]';
  function write(): void {
    const fields = metrics.toFields();
    const counted = JSON.stringify(Object.entries(fields).filter(([name]) => !isGauge(name)));
    if (counted === written) return;
    written = counted;
    logger.info('metrics', fields);
  }
  const timer = everyMs === 0 ? undefined : setInterval(write, everyMs).unref();
  return { write, stop: () => clearInterval(timer) };
}

/** Gauges such as the delay of the event loop never rest. */
const isGauge = (field: string): boolean => metricTable[field.replace(/\{.*/s, '') as MetricName].kind === 'gauge';
