import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from '../ports/metrics.ts';

/** How often the loop is asked to be on time, and how often what came of it is told. */
const RESOLUTION_MS = 20;
const TELL_EVERY_MS = 5_000;
const NANOSECONDS_PER_MS = 1e6;

/** Keeps `eventLoop.delayMs` up to date until the function it gives is called; holds no process alive. */
export function watchEventLoop(metrics: Metrics): () => void {
  const monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  monitor.enable();
  // What is recorded is the time from one tick to the next; what is beyond the resolution is delay.
  const tell = (quantile: string, nanoseconds: number): void =>
    metrics.set('eventLoop.delayMs', Math.max(0, nanoseconds / NANOSECONDS_PER_MS - RESOLUTION_MS), { quantile });
  const timer = setInterval(() => {
    if (monitor.count === 0) return;
    tell('0.5', monitor.percentile(50));
    tell('0.99', monitor.percentile(99));
    tell('1', monitor.max);
    monitor.reset();
  }, TELL_EVERY_MS).unref();
  return () => {
    clearInterval(timer);
    monitor.disable();
  };
}
