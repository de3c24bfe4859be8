import fc from 'fast-check';
import { setTimeout as wait } from 'node:timers/promises';
import { createCourtesy, measureBusy, pauseAfter } from '../../../shared/composition/catalogBuilder/courtesy.ts';

const BUSY_ALL_THE_TIME = 1_000;

/** A thread that works and pauses in a time of its own; `work` gives way after so many milliseconds. */
function createThread(busy: number) {
  const shared = new SharedArrayBuffer(4);
  const share = new Int32Array(shared);
  share[0] = busy;
  const time = { nowMs: 0, pausedMs: 0 };
  const giveWay = createCourtesy(shared, {
    nowMs: () => time.nowMs,
    pause(ms) {
      time.nowMs += ms;
      time.pausedMs += ms;
    },
  });
  const work = (ms: number, times = 1): void => {
    for (let n = 0; n < times; n++) {
      time.nowMs += ms;
      giveWay();
    }
  };
  return { share, time, work };
}

describe('the thread that builds catalogues', () => {
  it('goes on at full speed while nobody is served', () => {
    const { time, work } = createThread(50);
    work(3, 1_000);
    expect(time.pausedMs).toBe(0);
  });

  it('always has a third of the time', () => {
    const { time, work } = createThread(BUSY_ALL_THE_TIME);
    work(3, 1_000);
    expect(time.pausedMs).toBeCloseTo((time.nowMs * 2) / 3);
  });

  it('pauses the longer, the busier the one who serves is', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.nat(100), share, share, (workedMs, a, b) => {
        expect(pauseAfter(workedMs, Math.min(a, b))).toBeLessThanOrEqual(pauseAfter(workedMs, Math.max(a, b)));
        expect(pauseAfter(workedMs, a)).toBeLessThanOrEqual(workedMs * 2);
      }),
    );
  });

  it('adds short pieces of work up to a pause that is worth it', () => {
    const { time, work } = createThread(BUSY_ALL_THE_TIME);
    work(0.25, 400);
    expect(time.pausedMs).toBeCloseTo(200);
  });

  it('owes nothing for what it did while nobody was served', () => {
    const { share, time, work } = createThread(0);
    work(1_000);
    share[0] = BUSY_ALL_THE_TIME;
    work(3);
    expect(time.pausedMs).toBe(6);
  });
});

describe('the thread that serves', () => {
  it('says how busy it is', async () => {
    const { busy, stop } = measureBusy();
    const share = new Int32Array(busy);
    try {
      while (share[0]! < BUSY_ALL_THE_TIME / 2) {
        const until = performance.now() + 40;
        while (performance.now() < until);
        await wait(0);
      }
      while (share[0]! > BUSY_ALL_THE_TIME / 2) await wait(50);
      expect(share[0]).toBeLessThanOrEqual(BUSY_ALL_THE_TIME / 2);
    } finally {
      stop();
    }
  });
});
