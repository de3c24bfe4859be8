export interface RequestLimits {
  /** Requests waiting or in work; Infinity: no limit. */
  readonly maxOutstandingRequests: number;
  /** Requests in work; Infinity: no limit. */
  readonly maxConcurrentRequests: number;
}

/** Does `work` when there is room for it; undefined: there is not even room to wait. */
export type RequestQueue = <T>(work: () => Promise<T>) => Promise<T> | undefined;

/** The platform's own throttle: first come, first served. */
export function createRequestQueue({ maxOutstandingRequests, maxConcurrentRequests }: RequestLimits): RequestQueue {
  if (maxOutstandingRequests === Infinity && maxConcurrentRequests === Infinity) return (work) => work();
  const waiting: (() => void)[] = [];
  let outstanding = 0;
  let working = 0;

  async function takePlace<T>(work: () => Promise<T>): Promise<T> {
    outstanding += 1;
    // Who ends hands over its place, so that nobody who comes just then gets in between.
    if (working < maxConcurrentRequests) working += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      outstanding -= 1;
      const next = waiting.shift();
      if (next === undefined) working -= 1;
      else next();
    }
  }

  return (work) => (outstanding < maxOutstandingRequests ? takePlace(work) : undefined);
}
