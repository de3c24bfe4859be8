import fc from 'fast-check';
import { createMetrics } from '../../../shared/observability/createMetrics.ts';
import { startMetricsLog } from '../../../shared/observability/metricsLog.ts';
import type { LogFields, Logger } from '../../../shared/observability/logger.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { readExposition } from './prometheusGrammar.ts';

describe('the metrics of a process', () => {
  it('add up what is counted, keep the last of a gauge and put what is observed into buckets', () => {
    const metrics = createMetrics();
    metrics.count('publish.count');
    metrics.count('publish.count', undefined, 3);
    metrics.count('queue.handled', { queue: 'facts', outcome: 'done' });
    metrics.count('queue.handled', { queue: 'facts', outcome: 'repeated' }, 2);
    metrics.set('outbox.pending', 7);
    metrics.set('outbox.pending', 5);
    for (const attempt of [1, 1, 4, 99]) metrics.observe('queue.attempt', attempt, { queue: 'facts' });

    const families = readExposition(metrics.toPrometheusText());
    expect(families.get('shortlist_publish_total')?.samples).toEqual(new Map([['shortlist_publish_total', 4]]));
    expect(families.get('shortlist_outbox_pending')?.samples).toEqual(new Map([['shortlist_outbox_pending', 5]]));
    expect(Object.fromEntries(families.get('shortlist_queue_handled_total')!.samples)).toEqual({
      'shortlist_queue_handled_total{queue="facts",outcome="done"}': 1,
      'shortlist_queue_handled_total{queue="facts",outcome="repeated"}': 2,
    });
    expect(Object.fromEntries(families.get('shortlist_queue_attempt')!.samples)).toEqual({
      'shortlist_queue_attempt_bucket{queue="facts",le="1"}': 2,
      'shortlist_queue_attempt_bucket{queue="facts",le="2"}': 2,
      'shortlist_queue_attempt_bucket{queue="facts",le="3"}': 2,
      'shortlist_queue_attempt_bucket{queue="facts",le="5"}': 3,
      'shortlist_queue_attempt_bucket{queue="facts",le="10"}': 3,
      'shortlist_queue_attempt_bucket{queue="facts",le="+Inf"}': 4,
      'shortlist_queue_attempt_sum{queue="facts"}': 105,
      'shortlist_queue_attempt_count{queue="facts"}': 4,
    });
    expect(metrics.toFields()).toEqual({
      'publish.count': 4,
      'outbox.pending': 5,
      'queue.handled{queue=facts,outcome=done}': 1,
      'queue.handled{queue=facts,outcome=repeated}': 2,
      'queue.attempt{queue=facts}': { count: 4, sum: 105 },
    });
  });

  it('say 0 of what was never counted and nothing of a gauge that was never set', () => {
    const families = readExposition(createMetrics().toPrometheusText());
    expect(families.get('shortlist_session_erased_total')?.samples.get('shortlist_session_erased_total')).toBe(0);
    expect(families.get('shortlist_catalog_load_milliseconds')?.samples.size).toBeGreaterThan(10);
    expect(families.get('shortlist_outbox_oldest_age_milliseconds')?.samples.size).toBe(0);
  });

  it('are readable whatever the labels and values are, and every series stays its own', () => {
    const observed = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string(), fc.double({ noNaN: true, min: 0 })));
    fc.assert(
      fc.property(observed, (list) => {
        const metrics = createMetrics();
        const expected = new Map<string, number>();
        for (const [queue, outcome, value] of list) {
          metrics.count('queue.handled', { queue, outcome });
          metrics.observe('queue.attempt', value, { queue });
          metrics.set('cache.breakerOpen', value);
          const key = JSON.stringify([queue, outcome]);
          expected.set(key, (expected.get(key) ?? 0) + 1);
        }
        const samples = readExposition(metrics.toPrometheusText()).get('shortlist_queue_handled_total')!.samples;
        expect([...samples.values()].sort()).toEqual([...expected.values()].sort());
      }),
      propertyRuns(200),
    );
  });
});

describe('the line of all metrics', () => {
  it('is written when something was counted since the last one, and not by the minute of an idle server', () => {
    const lines: LogFields[] = [];
    const ignore = (): void => undefined;
    const logger: Logger = {
      debug: ignore,
      info: (_, fields = {}) => void lines.push(fields),
      warn: ignore,
      error: ignore,
    };
    const metrics = createMetrics();
    const log = startMetricsLog(metrics, logger, 0);
    log.write();
    metrics.set('eventLoop.delayMs', 1.5, { quantile: '0.99' });
    log.write();
    expect(lines).toEqual([]);
    metrics.count('session.erased');
    log.write();
    metrics.set('eventLoop.delayMs', 2, { quantile: '0.99' });
    log.write();
    expect(lines).toEqual([{ 'session.erased': 1, 'eventLoop.delayMs{quantile=0.99}': 1.5 }]);
    log.stop();
  });
});
