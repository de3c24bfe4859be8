/** The offers of a catalogue as they are stored. Their rows come first, market by market, those of the plans after. */
export interface StoredMarkets {
  /** Of market m, the code of each required question in `requires` order: `codes[m * required + i]`. Markets ascend. */
  readonly codes: Uint32Array;
  /** The rows of market m are from `starts[m]` to before `starts[m + 1]`. */
  readonly starts: Uint32Array;
  /** The number of the plan of each offer row; within a market they ascend. */
  readonly plans: Uint32Array;
}

/** Where plans can be had. A catalogue without offers has none of this: all its rows are one market. */
export interface Markets extends StoredMarkets {
  /** Positions of the required questions, and of the column that each asks about. */
  readonly required: readonly number[];
  readonly columns: readonly number[];
  /** How many rows are offers. */
  readonly rows: number;
}

export function openMarkets(stored: StoredMarkets, required: readonly number[], columns: readonly number[]): Markets {
  return { ...stored, required, columns, rows: stored.plans.length };
}
