/** What the client sends: data only, because the client is a process of its own. */
export interface RotatingLoad {
  kind: 'rotating';
  method: 'POST' | 'PUT';
  path: string;
  headers: Record<string, string>;
  /** Sent in turn; each connection begins at another place. */
  bodies: string[];
}

/** Each connection has sessions of its own and sends them, session after session, the next change. */
export interface SessionLoad {
  kind: 'sessions';
  sessions: SessionAccess[];
  changes: ResponseChange[];
}

export interface SessionAccess {
  sessionId: string;
  token: string;
}

/** One response to record; no two changes in a row leave the stored answer as it was. */
export interface ResponseChange {
  questionId: string;
  body: string;
}

export type Load = RotatingLoad | SessionLoad;

export interface ClientTask {
  url: string;
  connections: number;
  warmUpSeconds: number;
  seconds: number;
  warmUp: Load;
  measured: Load;
}

export interface ClientResult {
  perSecond: number;
  /** Of whole milliseconds: the client counts no finer. */
  p50Us: number;
  p99Us: number;
  answered: number;
  /** Answers outside 200-299, connection errors and time-outs, warm-up included. */
  failed: number;
  /** Share of one core the client used; near 1 the client is what holds the figure down. */
  clientBusy: number;
}

export const JSON_HEADERS = { 'content-type': 'application/json' };
