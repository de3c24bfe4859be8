/** What the client is to send: data only, because it is a process of its own. */
export interface SenderTask {
  url: string;
  /** Sent in turn. */
  requests: readonly ExpectedRequest[];
  load: OpenLoad | ClosedLoad;
  connections: number;
  /** Sent before what is measured, in the same way. */
  warmUpSeconds: number;
  seconds: number;
  /** An answer later than this after its request was due is of no use. */
  deadlineMs: number;
}

/** Requests are due at random times with this mean rate, whatever becomes of those before. */
export interface OpenLoad {
  kind: 'open';
  perSecond: number;
  seed: number;
}

/** Every connection sends its next request when it has the answer to the one before. */
export interface ClosedLoad {
  kind: 'closed';
}

export interface ExpectedRequest {
  body: string;
  /** Of the right answer, see digest.ts; absent where any success is right. */
  digest?: string;
}

/** Of the requests that were due in the measured time; milliseconds from when each was due. */
export interface SenderResult {
  /** Right answers within the deadline, each second. */
  goodPerSecond: number;
  admittedP50Ms: number;
  admittedP99Ms: number;
  admitted: number;
  refusedPerSecond: number;
  refusedP50Ms: number;
  refusedP99Ms: number;
  refused: number;
  /** Answers that were neither right nor a refusal, and connections that broke. */
  wrong: number;
  /** 99th percentile of how long a due request waited in the client: for its timer or for a free connection. */
  sentLateP99Ms: number;
  /** Share of one core the client used. */
  clientBusy: number;
}
