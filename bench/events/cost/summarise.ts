import { median, percentile, rounded } from '../../support/statistics.ts';
import type { RecordedCall } from './record.ts';

/** What one response costs, as most of them did. Calls by `<collection>.<operation>`, `cache.<operation>`. */
export interface ResponseCost {
  /** While the person waits. */
  userPath: Record<string, number>;
  /** Right after the answer, to publish what was stored. */
  outbox: Record<string, number>;
  /** By function. */
  consumers: Record<string, Record<string, number>>;
  executions: Record<string, number>;
  /** From the topic to the queues; here and below the most of any response. */
  messages: number;
  /** Calls of the topic, and the events in them: a changed list is announced too. */
  publishes: number;
  events: number;
}

/** Milliseconds, medians; from one response at a time, with nothing else to do. */
export interface ResponseStages {
  /** From the stored response to the publisher's call. */
  nudgeMs: number;
  /** The publisher's call: request, sync of the topic's journal, answer. */
  publishMs: number;
  /** From that call to the consumer: the topic stores and delivers, the broker stores and sends, the trigger receives. */
  deliveryMs: number;
  /** The consumer, from its start to the list in the cache; the last of it is the cache. */
  consumerMs: number;
  cacheMs: number;
  /** From the stored response to the list in the cache. */
  totalMs: number;
}

const USER = 'recordResponse';
const CONSUMERS = ['precompute', 'report', 'facts'];

export function summariseCost(responses: readonly (readonly RecordedCall[])[]): ResponseCost {
  const outside = (call: RecordedCall): boolean => call.kind === 'store' || call.kind === 'cache';
  const count = (wanted: (call: RecordedCall) => boolean): Record<string, number> => {
    const names = new Set(responses.flat().filter(wanted).map(nameOf));
    const usual = [...names].sort().map((name): [string, number] => {
      const counts = responses.map((calls) => calls.filter((call) => wanted(call) && nameOf(call) === name).length);
      return [name, percentile(counts, 0.5)];
    });
    // What fewer than half of them needed, such as a look for a newer catalogue now and then.
    return Object.fromEntries(usual.filter(([, times]) => times > 0));
  };
  const most = (of: (call: RecordedCall) => number): number =>
    Math.max(...responses.map((calls) => calls.reduce((total, call) => total + of(call), 0)));
  const isPublish = ({ kind, what }: RecordedCall): boolean => kind === 'publisher' && what === 'publish';
  return {
    userPath: count((call) => outside(call) && call.by === USER && !call.isAfter),
    outbox: count((call) => outside(call) && call.by === USER && call.isAfter),
    consumers: Object.fromEntries(
      CONSUMERS.map((consumer) => [consumer, count((call) => outside(call) && call.by === consumer)]),
    ),
    executions: count(({ kind }) => kind === 'function'),
    messages: most(({ kind, what, size }) => (kind === 'function' && CONSUMERS.includes(what) ? size : 0)),
    publishes: most((call) => (isPublish(call) ? 1 : 0)),
    events: most((call) => (isPublish(call) ? call.size : 0)),
  };
}

const nameOf = ({ kind, what }: RecordedCall): string => (kind === 'cache' ? `cache.${what}` : what);

export function summariseStages(responses: readonly (readonly RecordedCall[])[]): ResponseStages {
  const stages = responses.map((calls) => {
    const find = (by: string, kind: RecordedCall['kind'], what: string): Required<RecordedCall> => {
      const found = calls.find((call) => call.by === by && call.kind === kind && call.what === what);
      if (found?.endMs === undefined) throw new Error(`no ${what} of ${by} was recorded`);
      return { ...found, endMs: found.endMs };
    };
    const stored = find(USER, 'store', 'sessions.replace');
    const publish = find(USER, 'publisher', 'publish');
    const consumer = find('precompute', 'function', 'precompute');
    const cached = find('precompute', 'cache', 'put');
    return {
      nudgeMs: publish.startMs - stored.endMs,
      publishMs: publish.endMs - publish.startMs,
      deliveryMs: consumer.startMs - publish.startMs,
      consumerMs: cached.endMs - consumer.startMs,
      cacheMs: cached.endMs - cached.startMs,
      totalMs: cached.endMs - stored.endMs,
    };
  });
  const usual = (stage: keyof ResponseStages): number => rounded(median(stages.map((one) => one[stage])));
  return {
    nudgeMs: usual('nudgeMs'),
    publishMs: usual('publishMs'),
    deliveryMs: usual('deliveryMs'),
    consumerMs: usual('consumerMs'),
    cacheMs: usual('cacheMs'),
    totalMs: usual('totalMs'),
  };
}
