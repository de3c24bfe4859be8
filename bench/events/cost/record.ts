/** A call of something outside, or the execution of a function, as the app made it. */
export interface RecordedCall {
  kind: 'function' | 'store' | 'cache' | 'publisher';
  /** The function's name; `<collection>.<operation>`; the operation. */
  what: string;
  /** Events published, messages handed to a function of a queue; else 1. */
  size: number;
  /** The function on whose behalf it was made. */
  by: string;
  /** That function had ended: it was made in the background. */
  isAfter: boolean;
  /** Milliseconds of one clock. */
  startMs: number;
  /** Absent while it is under way. */
  endMs?: number;
}

export const CALLS_PATH = '/api/bench/calls';
