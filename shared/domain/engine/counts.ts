/** How the values of one column are spread over some rows. */
export type ColumnCounts = OptionCounts | NumberCounts;

export interface OptionCounts {
  readonly kind: 'option';
  /** Rows holding each value, by code + 1; entry 0: rows with an unknown value. */
  readonly held: Counts;
  readonly unknown: number;
  readonly known: number;
}

/** How many values are known, and how far they reach. */
export interface NumberSummary {
  readonly known: number;
  readonly unknown: number;
  /** Over known values; Infinity and -Infinity when there is none. */
  readonly min: number;
  readonly max: number;
}

export interface NumberCounts extends NumberSummary {
  readonly kind: 'number';
  /** Made when first asked for, while the rows counted are still what they were. */
  histogram(): Histogram;
}

export interface Histogram {
  /** One more than buckets; empty when no value is known. */
  readonly edges: readonly number[];
  readonly buckets: Counts;
}

/** Plain arrays of small integers: a request makes dozens, and allocating a typed array costs several times as much. */
export type Counts = number[];
