import { AppError } from '../../../shared/domain/errors.ts';

export interface AdmissionLimits {
  /**
   * Longest time a request is let wait for its turn, as far as can be told when it comes; three times that in a burst, which is
   * what a line is that was empty that long ago or later.
   */
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
  /** @param workMs for how long the event loop worked on its answer and on nothing else */
  leave(workMs: number): void;
}

/** Work begun within one turn of the event loop before what has arrived meanwhile is taken in; and the longest time for that. */
const TURN_MS = 5;
/** Turns in which nobody came, after which nobody is thought to wait outside: a new connection takes one to be accepted. */
const QUIET_TURNS = 2;
/** How much longer one may wait in a burst. */
const BURST_FACTOR = 3;
/** The latest times of which the mean is taken. */
const REMEMBERED = 16;
/** The work for a request from which on requests wait in line, and below which they no longer do. */
const HEAVY_MS = 2;
const LIGHT_MS = 1;
/** Requests after which that is known. */
const KNOWN_AFTER = 4;
const RETRY_AFTER_SECONDS = 1;

/**
 * Keeps the queue of a busy process where it can be seen. The work for a request hardly ever pauses, so left to themselves
 * requests queue in their sockets: one is taken from there when those before it are done, and by then nobody knows how
 * long it has waited or how many wait behind it. Here the event loop works for a few milliseconds, then takes in all that
 * has arrived and only then works again; meanwhile requests wait in line, first come first served.
 *
 * From one start of work to the next the loop needs a mean time, which holds whatever delays it: the work, refusals,
 * other functions, garbage collection. That time for each one in line is how long a newcomer would wait; if that is too long,
 * it is refused at once, before its body is looked at.
 *
 * Light requests need no line, and one would do harm: they wait for stores more than they work, and those that write at the
 * same time share a commit. They are counted only. What counts is the work on the answers themselves: in a line they would
 * wait for a commit each, with refusals in between, and so look heavy for good.
 */
export function createAdmission(limits: AdmissionLimits, surroundings: AdmissionSurroundings): Admission {
  const { nowMs, inNextTurn, onShed } = surroundings;
  /** Empty while idle. In the other phases the next turn is asked for, and lets the first one go. */
  const line: (() => void)[] = [];
  let phase: 'idle' | 'working' | 'takingIn' = 'idle';
  let phaseStartedMs = 0;
  let arrivedInTurn = 0;
  let quietTurns = 0;
  let inFlight = 0;
  let lastStartMs = 0;
  let lastEmptyMs = nowMs();
  const slot = createMean();
  const work = createMean();
  // Until it is known.
  let isHeavy = true;

  function refuse(reason: 'delay' | 'inFlight'): never {
    onShed(reason);
    throw new AppError('overloaded', { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }

  function maxDelayMs(): number {
    const burstMs = BURST_FACTOR * limits.maxDelayMs;
    return nowMs() - lastEmptyMs > burstMs ? limits.maxDelayMs : burstMs;
  }

  function learnWork(workMs: number): void {
    work.learn(workMs);
    if (work.count() >= KNOWN_AFTER) isHeavy = work.mean() > (isHeavy ? LIGHT_MS : HEAVY_MS);
  }

  const hasTime = (): boolean => nowMs() - phaseStartedMs < TURN_MS;

  function begin(next: 'working' | 'takingIn'): void {
    phase = next;
    phaseStartedMs = nowMs();
    arrivedInTurn = 0;
    quietTurns = 0;
    inNextTurn(next === 'working' ? afterWork : afterTakingIn);
  }

  /** The first of its phase follows on nothing when the process was idle. */
  function start(): void {
    const now = nowMs();
    if (phase !== 'idle') slot.learn(now - lastStartMs);
    lastStartMs = now;
  }

  function startFirst(): void {
    start();
    line.shift()!();
  }

  function afterWork(): void {
    if (line.length > 0) {
      begin('takingIn');
      return;
    }
    slot.learn(nowMs() - lastStartMs);
    phase = 'idle';
  }

  function afterTakingIn(): void {
    quietTurns = arrivedInTurn === 0 ? quietTurns + 1 : 0;
    arrivedInTurn = 0;
    if (quietTurns < QUIET_TURNS && hasTime()) {
      inNextTurn(afterTakingIn);
      return;
    }
    begin('working');
    startFirst();
  }

  return {
    enter() {
      arrivedInTurn += 1;
      if (inFlight >= limits.maxInFlight) refuse('inFlight');
      if (!isHeavy && phase === 'idle') {
        if (inFlight * work.mean() > BURST_FACTOR * limits.maxDelayMs) refuse('delay');
        inFlight += 1;
        return undefined;
      }
      if (line.length === 0) lastEmptyMs = nowMs();
      else if (line.length * slot.mean() > maxDelayMs()) refuse('delay');
      inFlight += 1;
      const isNext = phase === 'idle' || (phase === 'working' && line.length === 0 && hasTime());
      if (!isNext) return new Promise((resolve) => line.push(resolve));
      start();
      if (phase === 'idle') begin('working');
      return undefined;
    },
    leave(workMs) {
      inFlight -= 1;
      learnWork(workMs);
      if (phase === 'working' && line.length > 0 && hasTime()) startFirst();
    },
  };
}

/**
 * The mean of the latest times, without the longest: one that is out of all proportion, the first of a cold process or one in
 * which it was suspended, says nothing.
 */
function createMean() {
  const times = new Float64Array(REMEMBERED);
  let count = 0;
  let mean = 0;
  return {
    learn(ms: number): void {
      times[count % REMEMBERED] = ms;
      count += 1;
      let sum = 0;
      let longest = 0;
      for (const time of times) {
        sum += time;
        longest = Math.max(longest, time);
      }
      mean = (sum - longest) / Math.max(1, Math.min(count, REMEMBERED) - 1);
    },
    mean: () => mean,
    count: () => count,
  };
}
