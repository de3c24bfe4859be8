import fc from 'fast-check';
import { createBreaker, type Breaker, type BreakerPass } from '../../../shared/adapters/common/breaker.ts';
import { propertyRuns, USUAL_RUNS } from '../../support/propertyRuns.ts';

const failuresToOpen = 3;
const openMs = 1_000;

function start() {
  const told: string[] = [];
  const clock = { nowMs: 0 };
  const breaker = createBreaker({
    failuresToOpen,
    openMs,
    elapsedMs: () => clock.nowMs,
    onOpened: (cause) => told.push(`opened: ${String(cause)}`),
    onClosed: () => told.push('closed'),
  });
  return { breaker, told, clock };
}

function fail(breaker: Breaker, times: number): void {
  for (let time = 0; time < times; time += 1) breaker.enter()!.failed('down');
}

describe('a breaker', () => {
  it('lets every call pass while it is closed', () => {
    const { breaker, told } = start();
    const passes = Array.from({ length: 10 }, () => breaker.enter());
    expect(passes.map((pass) => pass?.isProbe)).toEqual(Array.from({ length: 10 }, () => false));
    expect(breaker.state).toBe('closed');
    expect(told).toEqual([]);
  });

  it('opens after so many failures in a row, and only then', () => {
    const { breaker, told } = start();
    fail(breaker, failuresToOpen - 1);
    breaker.enter()!.succeeded();
    fail(breaker, failuresToOpen - 1);
    expect(breaker.state).toBe('closed');
    fail(breaker, 1);
    expect(breaker.state).toBe('open');
    expect(breaker.enter()).toBeUndefined();
    expect(told).toEqual(['opened: down']);
  });

  it('lets one probe pass when its time is over, whose success closes it', () => {
    const { breaker, told, clock } = start();
    fail(breaker, failuresToOpen);
    clock.nowMs = openMs - 1;
    expect(breaker.enter()).toBeUndefined();
    clock.nowMs = openMs;
    const probe = breaker.enter()!;
    expect(probe.isProbe).toBe(true);
    expect(breaker.state).toBe('halfOpen');
    expect(breaker.enter()).toBeUndefined();
    clock.nowMs = 10 * openMs;
    expect(breaker.enter()).toBeUndefined();
    probe.succeeded();
    expect(breaker.state).toBe('closed');
    expect(breaker.enter()?.isProbe).toBe(false);
    expect(told).toEqual(['opened: down', 'closed']);
  });

  it('stays open for its whole time again when the probe fails, and tells it once', () => {
    const { breaker, told, clock } = start();
    fail(breaker, failuresToOpen);
    clock.nowMs = openMs;
    breaker.enter()!.failed('still down');
    expect(breaker.state).toBe('open');
    clock.nowMs = 2 * openMs - 1;
    expect(breaker.enter()).toBeUndefined();
    clock.nowMs = 2 * openMs;
    expect(breaker.enter()?.isProbe).toBe(true);
    expect(told).toEqual(['opened: down']);
  });

  it('does not listen to calls from before it changed', () => {
    const { breaker, clock } = start();
    const [lateFailure, lateSuccess] = [breaker.enter()!, breaker.enter()!];
    fail(breaker, failuresToOpen);
    lateSuccess.succeeded();
    expect(breaker.state).toBe('open');
    clock.nowMs = openMs;
    const probe = breaker.enter()!;
    lateFailure.failed('late');
    expect(breaker.state).toBe('halfOpen');
    probe.succeeded();
    fail(breaker, failuresToOpen - 1);
    lateFailure.failed('late');
    expect(breaker.state).toBe('closed');
  });

  it('never has more than one probe under way, and never a call besides it, whatever happens', () => {
    type Step = { kind: 'enter' } | { kind: 'end'; which: number; well: boolean } | { kind: 'wait'; ms: number };
    const step = fc.oneof(
      fc.constant<Step>({ kind: 'enter' }),
      fc.record({ kind: fc.constant('end' as const), which: fc.nat(5), well: fc.boolean() }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(openMs * 2) }),
    );
    const property = fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const { breaker, clock } = start();
      const underWay: BreakerPass[] = [];
      for (const step of steps) {
        if (step.kind === 'wait') clock.nowMs += step.ms;
        else if (step.kind === 'enter') {
          const before = breaker.state;
          const pass = breaker.enter();
          if (before === 'halfOpen') expect(pass).toBeUndefined();
          if (before === 'closed') expect(pass?.isProbe).toBe(false);
          if (before === 'open' && pass) expect(pass.isProbe).toBe(true);
          if (pass) underWay.push(pass);
        } else {
          const [pass] = underWay.splice(step.which, 1);
          if (step.well) pass?.succeeded();
          else pass?.failed('down');
        }
        expect(underWay.filter(({ isProbe }) => isProbe).length).toBeLessThanOrEqual(1);
        expect(underWay.some(({ isProbe }) => isProbe)).toBe(breaker.state === 'halfOpen');
      }
    });
    fc.assert(property, propertyRuns(USUAL_RUNS));
  });
});
