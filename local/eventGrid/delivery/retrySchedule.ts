const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

export interface RetrySchedule {
  /** Before the second attempt, the third, and so on; the last one is repeated. */
  readonly delaysMs: readonly number[];
  /** Up to this share of a delay is added at random, so that what failed together does not come back together. */
  readonly jitter: number;
  /** An attempt without an answer has failed after this time; should it succeed yet, the event arrives twice. */
  readonly answerTimeoutMs: number;
}

/** The platform's. */
export const platformSchedule: RetrySchedule = {
  delaysMs: [
    10 * SECOND_MS,
    30 * SECOND_MS,
    MINUTE_MS,
    5 * MINUTE_MS,
    10 * MINUTE_MS,
    30 * MINUTE_MS,
    HOUR_MS,
    3 * HOUR_MS,
    6 * HOUR_MS,
    12 * HOUR_MS,
  ],
  jitter: 0.1,
  answerTimeoutMs: 30 * SECOND_MS,
};

/** @param failed how many attempts failed so far, at least 1 */
export function retryDelayMs({ delaysMs, jitter }: RetrySchedule, failed: number): number {
  const delayMs = delaysMs[Math.min(failed, delaysMs.length) - 1] ?? 0;
  return delayMs * (1 + Math.random() * jitter);
}
