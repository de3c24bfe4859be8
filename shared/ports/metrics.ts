/**
 * Figures about the running system. Names come from one table (shared/observability/metricTable.ts), with what they count
 * and in which unit; labels have few values and never one that a person typed.
 */
export interface Metrics {
  /** A counter rises. */
  count(name: string, labels?: MetricLabels, by?: number): void;
  /** A gauge is what it is now. */
  set(name: string, value: number, labels?: MetricLabels): void;
  /** A histogram takes one more value. */
  observe(name: string, value: number, labels?: MetricLabels): void;
}

export type MetricLabels = Readonly<Record<string, string>>;
