/**
 * Keeps calls away from something that does not work.
 *
 * closed   calls pass; `failuresToOpen` failures in a row open it
 * open     no call passes for `openMs`; then the next call is the probe
 * halfOpen the probe is under way and no other call passes; its success closes the breaker, its failure opens it again
 *
 * Only calls of the present state count: what an earlier one comes to is old news.
 */
export interface Breaker {
  readonly state: BreakerState;
  /** undefined: not now. Whoever gets a pass says once what came of it. */
  enter(): BreakerPass | undefined;
}

export type BreakerState = 'closed' | 'open' | 'halfOpen';

export interface BreakerPass {
  readonly isProbe: boolean;
  succeeded(): void;
  failed(cause: unknown): void;
}

export interface BreakerOptions {
  failuresToOpen: number;
  openMs: number;
  /** Milliseconds from an arbitrary start that never run backwards. */
  elapsedMs: () => number;
  onOpened?: (cause: unknown) => void;
  onClosed?: () => void;
}

export function createBreaker(options: BreakerOptions): Breaker {
  const { failuresToOpen, openMs, elapsedMs, onOpened, onClosed } = options;
  let state: BreakerState = 'closed';
  let failuresInARow = 0;
  let openUntilMs = 0;
  /** Counts changes of state, by which a pass is seen to be an old one. */
  let period = 0;

  function change(to: BreakerState): void {
    state = to;
    period += 1;
    failuresInARow = 0;
  }

  function open(cause: unknown): void {
    const wasClosed = state === 'closed';
    change('open');
    openUntilMs = elapsedMs() + openMs;
    if (wasClosed) onOpened?.(cause);
  }

  function pass(): BreakerPass {
    const from = period;
    const isProbe = state === 'halfOpen';
    return {
      isProbe,
      succeeded() {
        if (from !== period) return;
        failuresInARow = 0;
        if (!isProbe) return;
        change('closed');
        onClosed?.();
      },
      failed(cause) {
        if (from !== period) return;
        failuresInARow += 1;
        if (isProbe || failuresInARow >= failuresToOpen) open(cause);
      },
    };
  }

  return {
    get state() {
      return state;
    },
    enter() {
      if (state === 'open' && elapsedMs() >= openUntilMs) change('halfOpen');
      else if (state !== 'closed') return undefined;
      return pass();
    },
  };
}
