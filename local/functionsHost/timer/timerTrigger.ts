import { setTimeout as wait } from 'node:timers/promises';
import type { RegisteredFunction } from '../appRegistry.ts';
import type { RetryContext } from '../coreTypes.ts';
import { toRetryPolicy, type RetryPolicy } from '../retryPolicy.ts';
import { describe, messageOf } from '../errors.ts';
import { resolveSettings } from '../resolveSettings.ts';
import type { HostServices, TriggerListener } from '../triggerListener.ts';
import { isFrequent, parseSchedule, type Schedule } from './schedule.ts';
import { createScheduleStatusStore, type ScheduleStatus, type ScheduleStatusStore } from './scheduleStatus.ts';

interface Timer {
  readonly fn: RegisteredFunction;
  readonly schedule: Schedule;
  readonly retry: RetryPolicy | undefined;
  readonly runOnStartup: boolean;
  /** Undefined: occurrences are neither remembered nor made up for. */
  readonly statuses: ScheduleStatusStore | undefined;
}

/** A timer of Node.js holds at most this many milliseconds (2^31 - 1). */
const LONGEST_WAIT_MS = 2_147_483_647;
const NEVER = '0001-01-01T00:00:00.000Z';
const iso = (time: number): string => new Date(time).toISOString();

function toTimer(fn: RegisteredFunction, services: HostServices): Timer {
  const { schedule: text, runOnStartup, useMonitor } = fn.trigger;
  if (typeof text !== 'string') throw new Error('it has no schedule');
  const schedule = parseSchedule(resolveSettings(text, services.settings));
  const isMonitored = useMonitor !== false && !isFrequent(schedule, Date.now());
  return {
    fn,
    schedule,
    retry: toRetryPolicy(fn.metadata.retryOptions),
    runOnStartup: runOnStartup === true,
    statuses: isMonitored ? createScheduleStatusStore(services.stateDirectory) : undefined,
  };
}

/** Runs each timer one occurrence at a time: the next one is worked out after a run and its retries have ended. */
export function createTimerTrigger(functions: readonly RegisteredFunction[], services: HostServices): TriggerListener {
  const { invoker, log } = services;
  const stopping = new AbortController();
  const timers: Timer[] = [];
  const faults: string[] = [];
  for (const fn of functions) {
    try {
      timers.push(toTimer(fn, services));
    } catch (thrown) {
      faults.push(`The timer "${fn.name}" cannot run: ${messageOf(thrown)}.`);
    }
  }

  /** False when the host stops meanwhile. */
  async function sleepUntil(time: number): Promise<boolean> {
    try {
      while (Date.now() < time) {
        await wait(Math.min(time - Date.now(), LONGEST_WAIT_MS), undefined, { signal: stopping.signal });
      }
    } catch (thrown) {
      if (!stopping.signal.aborted) throw thrown;
    }
    return !stopping.signal.aborted;
  }

  async function runOnce(timer: Timer, isPastDue: boolean, retryContext?: RetryContext): Promise<unknown> {
    try {
      const status = timer.statuses?.read(timer.fn.name);
      const json = JSON.stringify({
        Schedule: { AdjustForDST: timer.schedule.isCron },
        ScheduleStatus: status ? { Last: status.last, Next: status.next, LastUpdated: status.lastUpdated } : null,
        IsPastDue: isPastDue,
      });
      await invoker.invoke(timer.fn, { json }, retryContext ? { retryContext } : {});
      return undefined;
    } catch (thrown) {
      log.write('error', timer.fn.name, describe(thrown));
      return thrown;
    }
  }

  async function run(timer: Timer, isPastDue: boolean): Promise<void> {
    let failure = await runOnce(timer, isPastDue);
    const { retry } = timer;
    if (!retry) return;
    const { maxRetryCount } = retry;
    for (let count = 1; failure !== undefined && (maxRetryCount === -1 || count <= maxRetryCount); count += 1) {
      if (!(await sleepUntil(Date.now() + retry.delayMs(count)))) return;
      const exception = {
        message: messageOf(failure),
        stackTrace: failure instanceof Error ? (failure.stack ?? '') : '',
      };
      failure = await runOnce(timer, isPastDue, { retryCount: count, maxRetryCount, exception });
    }
  }

  function remember(timer: Timer, last: string, next: number): void {
    timer.statuses?.write(timer.fn.name, { last, next: iso(next), lastUpdated: iso(Date.now()) });
  }

  /** The occurrence that came due while nobody ran the timer, if any. */
  function missedOccurrence(timer: Timer, status: ScheduleStatus | undefined): number | undefined {
    if (!status) return undefined;
    const since = status.last === NEVER ? status.lastUpdated : status.last;
    const due = timer.schedule.next(Date.parse(since));
    return due < Date.now() ? due : undefined;
  }

  async function keepRunning(timer: Timer): Promise<void> {
    const { schedule, statuses, fn } = timer;
    const status = statuses?.read(fn.name);
    let due = schedule.next(Date.now());
    if (!status) remember(timer, NEVER, due);
    const missed = missedOccurrence(timer, status);
    if (missed !== undefined) {
      await run(timer, true);
      due = schedule.next(Date.now());
      remember(timer, iso(missed), due);
    } else if (timer.runOnStartup) {
      await run(timer, false);
      due = schedule.next(Date.now());
    }
    while (await sleepUntil(due)) {
      await run(timer, false);
      const last = due;
      due = schedule.next(Math.max(Date.now(), last));
      remember(timer, iso(last), due);
    }
  }

  return {
    faults,
    start() {
      for (const timer of timers) {
        keepRunning(timer).catch((thrown: unknown) => {
          log.write('error', timer.fn.name, `the timer stopped: ${messageOf(thrown)}`);
        });
      }
    },
    stop: () => stopping.abort(),
    runByHand(fn) {
      const timer = timers.find((candidate) => candidate.fn === fn);
      if (timer) void runOnce(timer, false);
    },
  };
}
