import { AppError } from '../../../shared/domain/errors.ts';

export interface AdmissionLimits {
  /** Longest time a request is let wait for its turn, as far as can be told when it comes. */
  readonly maxDelayMs: number;
  /** Most requests waiting or in work. */
  readonly maxInFlight: number;
}

export interface AdmissionSurroundings {
  nowMs: () => number;
  /** Calls back in the next turn of the event loop, after what has arrived was taken in. */
  inNextTurn: (callback: () => void) => void;
  onShed: (reason: 'delay' | 'inFlight') => void;
}

export interface Admission {
  /**
   * Lets a request in, at once (undefined) or when its turn comes; whoever was let in must `leave`. Throws AppError
   * `overloaded` without delay.
   */
  enter(): Promise<void> | undefined;
  leave(): void;
}

/** Work begun within one turn of the event loop before it is given back to what has arrived meanwhile. */
const TURN_MS = 5;
/** Requests that the mean remembers, roughly. */
const REMEMBERED = 16;
const RETRY_AFTER_SECONDS = 1;

/**
 * Keeps the queue of a busy process where it can be seen. The work for a request hardly ever pauses, so left to themselves
 * requests queue in their sockets: one is taken from there when those before it are done, and by then nobody knows how
 * long it has waited or how many wait behind it. Here every turn of the event loop takes in all that has arrived, but
 * works on it for a few milliseconds only; the rest waits in line, first come first served.
 *
 * From one start of work to the next the loop needs a mean time, which holds whatever delays it: the work, refusals,
 * other functions, garbage collection. That time for each one in line is how long a newcomer would wait; if that is too long,
 * it is refused at once, before its body is looked at.
 */
export function createAdmission(limits: AdmissionLimits, surroundings: AdmissionSurroundings): Admission {
  const { nowMs, inNextTurn, onShed } = surroundings;
  /** Empty unless a turn is under way, whose end lets the first one go. */
  const line: (() => void)[] = [];
  let inFlight = 0;
  let meanSlotMs = 0;
  let slots = 0;
  let turnStartedMs: number | undefined;
  let lastStartMs = 0;

  function refuse(reason: 'delay' | 'inFlight'): never {
    onShed(reason);
    throw new AppError('overloaded', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }

  function learnSlot(now: number): void {
    slots = Math.min(slots + 1, REMEMBERED);
    meanSlotMs += (now - lastStartMs - meanSlotMs) / slots;
  }

  function start(): void {
    const now = nowMs();
    if (turnStartedMs === undefined) {
      turnStartedMs = now;
      inNextTurn(endTurn);
    } else {
      learnSlot(now);
    }
    lastStartMs = now;
  }

  function endTurn(): void {
    learnSlot(nowMs());
    turnStartedMs = undefined;
    startFirst();
  }

  function startFirst(): void {
    const go = line.shift();
    if (go === undefined) return;
    start();
    go();
  }

  const hasTime = (): boolean => turnStartedMs === undefined || nowMs() - turnStartedMs < TURN_MS;

  return {
    enter() {
      if (inFlight >= limits.maxInFlight) refuse('inFlight');
      if (line.length * meanSlotMs > limits.maxDelayMs) refuse('delay');
      inFlight += 1;
      if (line.length > 0 || !hasTime()) return new Promise((resolve) => line.push(resolve));
      start();
      return undefined;
    },
    leave() {
      inFlight -= 1;
      if (line.length > 0 && hasTime()) startFirst();
    },
  };
}
