import type { ResponseChange, SessionAccess } from '../../http/load.ts';

/** A session and what was done with it so far. */
export interface SessionProgress extends SessionAccess {
  /** Responses sent; the next one is this change, counted round. */
  changes: number;
  /** The latest one that was acknowledged. */
  version: number;
}

/** What the client is to send: data only, because it is a process of its own. */
export interface FreshnessTask {
  origin: string;
  /** Take turns. */
  sessions: readonly SessionProgress[];
  changes: readonly ResponseChange[];
  perSecond: number;
  seconds: number;
  seed: number;
  /** Responses a second whose recommendation is read until it is current. */
  samplesPerSecond: number;
  /** How long a reader waits for a current one. */
  patienceMs: number;
}

/** A recommendation was read until it was at least of the version acknowledged. */
export interface Sample {
  /** From the acknowledgement to the end of the first read that showed it; null: not within the patience. */
  lagMs: number | null;
}

export interface FreshnessResult {
  sessions: SessionProgress[];
  acknowledged: number;
  /** Refused, answered otherwise, or not at all. */
  failed: number;
  /** From when each was due to its answer, in the order they were due. */
  acknowledgementsMs: number[];
  /** In the order of their responses. */
  samples: Sample[];
  sentLateP99Ms: number;
  /** Share of one core that the client used. */
  clientBusy: number;
}
