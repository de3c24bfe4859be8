import { messageOf } from '../../functionsHost/errors.ts';
import type { HostLog } from '../../functionsHost/hostLog.ts';
import type { Delivery, EventJournal } from '../journal/eventJournal.ts';
import type { Subscription } from '../subscription.ts';
import type { DeadLetterReason, DeadLetters } from './deadLetters.ts';
import { toMessage, type DeliveredMessage } from './deliveredMessage.ts';
import { retryDelayMs, type RetrySchedule } from './retrySchedule.ts';

/**
 * Puts a message on a queue; durable there when it resolves. An error whose `code` is `refused` says that the queue
 * will never take it (too large, no such queue), any other one that it may later.
 */
export type Deliver = (queue: string, message: DeliveredMessage) => Promise<void>;

export interface DispatcherOptions {
  /** Of the topic, for the log. */
  readonly name: string;
  readonly subscriptions: readonly Subscription[];
  readonly deliver: Deliver;
  readonly journal: EventJournal;
  /** Undefined: what cannot be delivered is dropped, as on the platform without a place for it. */
  readonly deadLetters: DeadLetters | undefined;
  readonly schedule: RetrySchedule;
  readonly nowMs: () => number;
  readonly log: HostLog;
}

/**
 * Brings events to subscriptions, at least once, in no order worth relying on. A delivery is *ready*, then *in
 * flight*; then it is settled, or it waits for its next attempt and is ready again. It ends delivered or as a dead
 * letter.
 */
export interface Dispatcher {
  dispatch(delivery: Delivery): void;
  /** Begins no further attempt and waits for those in flight, at most `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** Of one subscription; the others are not held up by it. */
const MAX_IN_FLIGHT = 64;
const MINUTE_MS = 60_000;

interface Lane {
  readonly subscription: Subscription;
  ready: Delivery[];
  /** Place in `ready` of the next one. */
  next: number;
  inFlight: number;
  /** The last attempt failed: the log has been told, and is told again when one succeeds. */
  isFailing: boolean;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { name, deliver, journal, deadLetters, schedule, nowMs, log } = options;
  const lanes = new Map(
    options.subscriptions.map((subscription): [string, Lane] => [
      subscription.name,
      { subscription, ready: [], next: 0, inFlight: 0, isFailing: false },
    ]),
  );
  const timers = new Set<NodeJS.Timeout>();
  const inFlight = new Set<Promise<void>>();
  let isStopped = false;

  function dispatch(delivery: Delivery): void {
    const lane = lanes.get(delivery.subscription);
    if (lane) {
      lane.ready.push(delivery);
      fill(lane);
    } else {
      log.write('warning', name, `an event for "${delivery.subscription}" is dropped: there is no such subscription`);
      journal.settle(delivery);
    }
  }

  function fill(lane: Lane): void {
    while (!isStopped && lane.inFlight < MAX_IN_FLIGHT && lane.next < lane.ready.length) {
      const delivery = lane.ready[lane.next]!;
      lane.next += 1;
      lane.inFlight += 1;
      const attempt = advance(lane, delivery).finally(() => {
        inFlight.delete(attempt);
        lane.inFlight -= 1;
        fill(lane);
      });
      inFlight.add(attempt);
    }
    if (lane.next === lane.ready.length) {
      lane.ready = [];
      lane.next = 0;
    }
  }

  /** Never rejects. */
  async function advance(lane: Lane, delivery: Delivery): Promise<void> {
    const end = await attempt(lane, delivery);
    if (end === 'delivered') journal.settle(delivery);
    else if (end === 'failed') wait(delivery, retryAfterMs(lane.subscription, delivery));
    else await bury(delivery, end);
  }

  async function attempt(lane: Lane, delivery: Delivery): Promise<'delivered' | 'failed' | DeadLetterReason> {
    const { queue, maxDeliveryAttempts, timeToLiveMinutes } = lane.subscription;
    if (nowMs() >= delivery.event.publishedMs + timeToLiveMinutes * MINUTE_MS) return 'TimeToLiveExceeded';
    // A dead letter that could not be written.
    if (delivery.attempts >= maxDeliveryAttempts) return 'MaxDeliveryAttemptsExceeded';
    delivery.lastAttemptMs = nowMs();
    try {
      await withTimeout(deliver(queue, toMessage(delivery)), schedule.answerTimeoutMs);
      if (lane.isFailing) log.write('information', name, `events reach the queue "${queue}" again`);
      lane.isFailing = false;
      return 'delivered';
    } catch (thrown) {
      const isRefused = (thrown as { code?: unknown } | undefined)?.code === 'refused';
      delivery.attempts += 1;
      delivery.lastOutcome = isRefused ? 'BadRequest' : thrown instanceof NoAnswer ? 'TimedOut' : 'Busy';
      journal.attempted(delivery);
      if (!lane.isFailing) log.write('warning', name, `an event does not reach "${queue}": ${messageOf(thrown)}`);
      lane.isFailing = true;
      if (isRefused) return 'UndeliverableDueToClientError';
      return delivery.attempts >= maxDeliveryAttempts ? 'MaxDeliveryAttemptsExceeded' : 'failed';
    }
  }

  /** An event does not outlive its time waiting. */
  function retryAfterMs({ timeToLiveMinutes }: Subscription, { event, attempts }: Delivery): number {
    const leftMs = event.publishedMs + timeToLiveMinutes * MINUTE_MS - nowMs();
    return Math.max(0, Math.min(retryDelayMs(schedule, attempts), leftMs));
  }

  function wait(delivery: Delivery, delayMs: number): void {
    if (isStopped) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      dispatch(delivery);
    }, delayMs);
    timers.add(timer);
  }

  async function bury(delivery: Delivery, reason: DeadLetterReason): Promise<void> {
    try {
      await deadLetters?.write(delivery, reason);
      const fate = deadLetters ? 'is a dead letter' : 'is dropped, for there is no folder for dead letters';
      log.write('error', name, `event ${delivery.messageId} for "${delivery.subscription}" ${fate}: ${reason}`);
      journal.settle(delivery);
    } catch (thrown) {
      log.write('error', name, `a dead letter cannot be written: ${messageOf(thrown)}`);
      wait(delivery, retryDelayMs(schedule, 1));
    }
  }

  return {
    dispatch,
    async stop(graceMs) {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
      await withTimeout(Promise.all(inFlight), graceMs).catch((thrown: unknown) => {
        if (!(thrown instanceof NoAnswer)) throw thrown;
      });
    },
  };
}

class NoAnswer extends Error {
  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
    this.name = 'NoAnswer';
  }
}

async function withTimeout(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(timeoutMs)), timeoutMs);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
