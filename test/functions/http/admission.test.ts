import fc from 'fast-check';
import { createAdmission, type AdmissionLimits } from '../../../functions/http/pipeline/admission.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';

interface Request {
  atMs: number;
  /** How long it keeps the event loop. */
  workMs: number;
  /** How long it then waits for something else, such as a store. */
  pauseMs?: number;
}

interface Course {
  /** In the order of their start; `index` is that of arrival. */
  started: { index: number; enteredMs: number; startedMs: number }[];
  refused: { index: number; atMs: number; reason: string }[];
  /** From one time that arrivals were taken in to the next. */
  turnsMs: number[];
  mostInFlight: number;
}

/** What a request costs that is only taken in, or refused. */
const TAKE_IN_MS = 0.05;

/** An event loop with one admission on it, on a clock of its own: takes in what has arrived, then ends the turn. */
async function simulate(limits: AdmissionLimits, requests: readonly Request[]): Promise<Course> {
  const course: Course = { started: [], refused: [], turnsMs: [], mostInFlight: 0 };
  const nextTurn: (() => void)[] = [];
  const pausing: { untilMs: number; end: () => void }[] = [];
  let nowMs = 0;
  let inFlight = 0;
  let reason = '';
  const admission = createAdmission(limits, {
    nowMs: () => nowMs,
    inNextTurn: (callback) => void nextTurn.push(callback),
    onShed: (why) => (reason = why),
  });
  const leave = (workMs: number): void => {
    inFlight -= 1;
    admission.leave(workMs);
  };
  function work({ workMs, pauseMs = 0 }: Request, index: number, enteredMs: number): void {
    course.started.push({ index, enteredMs, startedMs: nowMs });
    nowMs += workMs;
    if (pauseMs === 0) leave(workMs);
    else pausing.push({ untilMs: nowMs + pauseMs, end: () => leave(workMs) });
  }
  function takeIn(request: Request, index: number): void {
    nowMs += TAKE_IN_MS;
    const enteredMs = nowMs;
    try {
      const turn = admission.enter();
      inFlight += 1;
      course.mostInFlight = Math.max(course.mostInFlight, inFlight);
      if (turn === undefined) work(request, index, enteredMs);
      else void turn.then(() => work(request, index, enteredMs));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'overloaded') throw error;
      course.refused.push({ index, atMs: nowMs, reason });
    }
  }

  let next = 0;
  let lastTakenInMs = 0;
  while (next < requests.length || inFlight > 0) {
    course.turnsMs.push(nowMs - lastTakenInMs);
    if (nextTurn.length === 0) {
      const coming = [requests[next]?.atMs ?? Infinity, ...pausing.map(({ untilMs }) => untilMs)];
      nowMs = Math.max(nowMs, Math.min(...coming));
    }
    lastTakenInMs = nowMs;
    const arrivedBy = nowMs;
    for (const pause of pausing.splice(0)) {
      if (pause.untilMs <= arrivedBy) pause.end();
      else pausing.push(pause);
      await drainMicrotasks();
    }
    while (next < requests.length && requests[next]!.atMs <= arrivedBy) {
      takeIn(requests[next]!, next++);
      await drainMicrotasks();
    }
    for (const callback of nextTurn.splice(0)) {
      callback();
      await drainMicrotasks();
    }
  }
  return course;
}

/** As a process does after every callback: who waited in line and was let go starts now. */
const drainMicrotasks = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** @param mixed light ones among the heavy ones, and some that wait for a store besides */
const requestLists = (mixed: boolean) =>
  fc
    .array(
      fc.record({
        gapMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
        workMs: mixed ? fc.oneof(fc.constant(0.2), fc.integer({ min: 1, max: 30 })) : fc.integer({ min: 3, max: 30 }),
        pauseMs: mixed ? fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50 })) : fc.constant(0),
      }),
      { maxLength: 60 },
    )
    .map((list) => {
      let atMs = 0;
      return list.map(({ gapMs, ...request }): Request => ({ ...request, atMs: (atMs += gapMs) }));
    });
const limitsOf = fc.record({
  maxDelayMs: fc.integer({ min: 1, max: 200 }),
  maxInFlight: fc.integer({ min: 1, max: 30 }),
});

describe('admission', () => {
  it('starts everyone it lets in, once and in turn, and refuses everyone else', async () => {
    await fc.assert(
      fc.asyncProperty(limitsOf, requestLists(true), async (limits, requests) => {
        const { started, refused, mostInFlight } = await simulate(limits, requests);
        expect(started.map(({ index }) => index)).toEqual(started.map(({ index }) => index).sort((a, b) => a - b));
        const met = [...started, ...refused].map(({ index }) => index).sort((a, b) => a - b);
        expect(met).toEqual(requests.map((_, index) => index));
        expect(mostInFlight).toBeLessThanOrEqual(limits.maxInFlight);
      }),
      propertyRuns(150),
    );
  });

  it('never lets what has arrived wait for more than a few milliseconds of work and the request begun last', async () => {
    await fc.assert(
      fc.asyncProperty(limitsOf, requestLists(false), async (limits, requests) => {
        const { turnsMs } = await simulate(limits, requests);
        const longest = Math.max(0, ...requests.map(({ workMs }) => workMs));
        for (const turnMs of turnsMs)
          expect(turnMs).toBeLessThanOrEqual(2 * (5 + longest) + requests.length * TAKE_IN_MS);
      }),
      propertyRuns(150),
    );
  });

  it('refuses nobody who comes when there is nothing to wait for', async () => {
    const requests = Array.from({ length: 200 }, (_, index) => ({ atMs: index * 31, workMs: 30 }));
    const { refused } = await simulate({ maxDelayMs: 1, maxInFlight: 1 }, requests);
    expect(refused).toEqual([]);
  });

  it.each([2, 5, 10])(
    'at %d times the capacity keeps the wait within its limit and the loop at work',
    async (times) => {
      const loads = fc.record({
        workMs: fc.integer({ min: 3, max: 30 }),
        maxDelayMs: fc.integer({ min: 50, max: 200 }),
      });
      await fc.assert(
        fc.asyncProperty(loads, async ({ workMs, maxDelayMs }) => {
          const gapMs = workMs / times;
          const lastArrivalMs = 20 * maxDelayMs + 20 * workMs;
          const requests = Array.from({ length: lastArrivalMs / gapMs }, (_, index) => ({
            atMs: index * gapMs,
            workMs,
          }));
          const { started, refused } = await simulate({ maxDelayMs, maxInFlight: 10_000 }, requests);
          // The mean lags a little, and what is in work when someone comes is not in line.
          const slackMs = 3 * workMs + 10;
          // Who starts without a wait finds nobody in line; a little later the line stands.
          const emptyMs = Math.max(
            ...started.filter((one) => one.enteredMs === one.startedMs).map((one) => one.enteredMs),
          );
          const standsFromMs = emptyMs + 3 * maxDelayMs + slackMs;
          // Before that nobody knows how long the work takes.
          const knownFromMs = started[3]!.startedMs;
          for (const { enteredMs, startedMs } of started.filter((one) => one.enteredMs > knownFromMs)) {
            const limitMs = enteredMs > standsFromMs ? maxDelayMs : 3 * maxDelayMs;
            expect(startedMs - enteredMs).toBeLessThanOrEqual(1.1 * limitMs + slackMs);
          }
          expect(started.some(({ enteredMs }) => enteredMs > standsFromMs)).toBe(true);
          // All of the time until the last arrival went into work and taking in.
          const taken = requests.length * TAKE_IN_MS;
          const worked = started.filter(({ startedMs }) => startedMs <= lastArrivalMs).length * workMs;
          expect(worked).toBeGreaterThanOrEqual(lastArrivalMs - taken - 2 * workMs);
          expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(['delay']));
        }),
        propertyRuns(10),
      );
    },
  );

  it('lets a burst wait three times as long as a line that stands', async () => {
    const burst = (at: number) => Array.from({ length: 200 }, () => ({ atMs: at, workMs: 10 }));
    const warm = Array.from({ length: 20 }, (_, index) => ({ atMs: index * 20, workMs: 10 }));
    const { started } = await simulate({ maxDelayMs: 100, maxInFlight: 1_000 }, [...warm, ...burst(1_000)]);
    const longestMs = Math.max(...started.map(({ enteredMs, startedMs }) => startedMs - enteredMs));
    expect(longestMs).toBeGreaterThan(250);
    expect(longestMs).toBeLessThan(340);
  });

  it('refuses who comes while as many are in work as may be, waiting for a store as they are', async () => {
    const requests = Array.from({ length: 20 }, () => ({ atMs: 0, workMs: 0.1, pauseMs: 1_000 }));
    const { started, refused } = await simulate({ maxDelayMs: 1_000, maxInFlight: 8 }, requests);
    expect(started).toHaveLength(8);
    expect(refused.map(({ reason }) => reason)).toEqual(Array.from({ length: 12 }, () => 'inFlight'));
  });

  it('lets light ones go at once, however long they wait for a store and whatever came before', async () => {
    const heavy = Array.from({ length: 100 }, (_, index) => ({ atMs: index * 20, workMs: 10 }));
    const light = Array.from({ length: 320 }, (_, index) => ({
      ...{ atMs: 10_000 + 50 * Math.floor(index / 32), workMs: 0.1, pauseMs: 40 },
    }));
    const { started, refused } = await simulate({ maxDelayMs: 1, maxInFlight: 1_000 }, [...heavy, ...light]);
    expect(refused.filter(({ atMs }) => atMs > 11_000)).toEqual([]);
    const known = started.filter(({ enteredMs }) => enteredMs > 10_040);
    expect(known.map(({ enteredMs, startedMs }) => startedMs - enteredMs)).toEqual(known.map(() => 0));
  });

  it('lets in again who comes after the rush', async () => {
    const rush = Array.from({ length: 300 }, () => ({ atMs: 0, workMs: 20 }));
    const later = Array.from({ length: 50 }, (_, index) => ({ atMs: 10_000 + index * 25, workMs: 20 }));
    const { refused } = await simulate({ maxDelayMs: 100, maxInFlight: 50 }, [...rush, ...later]);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.filter(({ atMs }) => atMs >= 10_000)).toEqual([]);
  });
});
