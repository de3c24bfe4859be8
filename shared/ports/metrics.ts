import type { CounterName, GaugeName, HistogramName, LabelsOf, MetricName } from './metricTable.ts';

/**
 * Figures about the running system. Names come from one table (metricTable.ts), with what they count and in which unit;
 * labels have few values and never one that a person typed.
 */
export interface Metrics {
  /** A counter rises, by 1 unless said; it never falls. */
  count<Name extends CounterName>(name: Name, ...labelled: Labelled<Name, [by?: number]>): void;
  /** A gauge is what it is now. */
  set<Name extends GaugeName>(name: Name, value: number, ...labelled: Labelled<Name>): void;
  /** A histogram takes one more value. */
  observe<Name extends HistogramName>(name: Name, value: number, ...labelled: Labelled<Name>): void;
}

/** Where a metric has labels they must be given. */
type Labelled<Name extends MetricName, More extends unknown[] = []> = [keyof LabelsOf<Name>] extends [never]
  ? [labels?: undefined, ...more: More]
  : [labels: LabelsOf<Name>, ...more: More];
