/** Time, as far as the application asks for it; tests hand in their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Milliseconds from an arbitrary start that never run backwards: for durations. */
  elapsedMs(): number;
}
