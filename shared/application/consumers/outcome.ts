/** What became of a message, as its consumer sees it; anything else is thrown and delivered again. */
export type Outcome =
  | { outcome: 'done' }
  /** It can never be done. */
  | { outcome: 'malformed'; reason: string }
  /** Something it needs does not answer, or what was read is older than the event: later it can be done. */
  | { outcome: 'unavailable' | 'behind'; reason: string };

export const DONE: Outcome = { outcome: 'done' };
