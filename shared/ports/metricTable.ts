/**
 * Every metric there is, by name: what kind it is, in which unit, which labels tell its series apart, and what it says.
 * A name ends in `Ms` exactly when its unit is milliseconds.
 */
export interface MetricEntry {
  kind: 'counter' | 'gauge' | 'histogram';
  /** Of a value; a counter counts these. */
  unit: 'events' | 'messages' | 'attempts' | 'entries' | 'catalogs' | 'requests' | 'sessions' | 'milliseconds' | 'flag';
  /** Of few values each, and never of what a person typed: every combination is a series of its own. */
  labels: readonly string[];
  meaning: string;
}

export const metricTable = {
  'outbox.oldestAgeMs': {
    kind: 'gauge',
    unit: 'milliseconds',
    labels: [],
    meaning: 'Age of the oldest event not yet published, as the relay last found it; 0 when there is none.',
  },
  'publish.count': { kind: 'counter', unit: 'events', labels: [], meaning: 'Events the broker has taken.' },
  'publish.failed': {
    kind: 'counter',
    unit: 'events',
    labels: [],
    meaning: 'Events the broker did not take; sent again.',
  },
  'precompute.lagMs': {
    kind: 'histogram',
    unit: 'milliseconds',
    labels: [],
    meaning: 'From an event to the recommendations computed from it.',
  },
  'report.lagMs': {
    kind: 'histogram',
    unit: 'milliseconds',
    labels: [],
    meaning: 'From an event to the report summary computed from it.',
  },
  'facts.lagMs': {
    kind: 'histogram',
    unit: 'milliseconds',
    labels: [],
    meaning: 'From an event to the facts that training reads holding it.',
  },
  'cache.putRejected': {
    kind: 'counter',
    unit: 'entries',
    labels: [],
    meaning: 'Entries not written because the cache held a newer one.',
  },
  'cache.timeout': {
    kind: 'counter',
    unit: 'requests',
    labels: [],
    meaning: 'Requests to the cache that took too long and went on without it.',
  },
  'cache.breakerOpen': { kind: 'gauge', unit: 'flag', labels: [], meaning: '1 while the cache is not asked, else 0.' },
  'queue.attempt': {
    kind: 'histogram',
    unit: 'attempts',
    labels: ['queue'],
    meaning: 'Which delivery of a message was the one handled; 1 is the first.',
  },
  'queue.rejected': {
    kind: 'counter',
    unit: 'messages',
    labels: ['queue'],
    meaning: 'Messages that can never be done, copied to the rejected.',
  },
  'queue.handled': {
    kind: 'counter',
    unit: 'messages',
    labels: ['queue', 'outcome'],
    meaning: 'Messages handled, by what came of them.',
  },
  'catalog.loadMs': {
    kind: 'histogram',
    unit: 'milliseconds',
    labels: [],
    meaning: 'Reading and opening a compiled version that was not in memory.',
  },
  'catalog.behind': {
    kind: 'gauge',
    unit: 'catalogs',
    labels: [],
    meaning: 'Catalogues in use here of which a later activation is known and not yet loaded.',
  },
  'eventLoop.delayMs': {
    kind: 'gauge',
    unit: 'milliseconds',
    labels: ['quantile'],
    meaning: 'How late the event loop ran its timers in the last few seconds.',
  },
  'shed.count': {
    kind: 'counter',
    unit: 'requests',
    labels: ['reason'],
    meaning:
      'Requests refused as `overloaded`: the wait would be too long (`delay`), or too many are in progress (`inFlight`).',
  },
  'http.requests': {
    kind: 'counter',
    unit: 'requests',
    labels: ['call', 'status'],
    meaning: 'Requests answered, by call and by the first digit of the status.',
  },
  'http.durationMs': {
    kind: 'histogram',
    unit: 'milliseconds',
    labels: ['call'],
    meaning: 'From the handler taking a request to its answer, refusals included.',
  },
  'rateLimited.count': {
    kind: 'counter',
    unit: 'requests',
    labels: [],
    meaning: 'Requests refused as `rate_limited`.',
  },
  'session.erased': { kind: 'counter', unit: 'sessions', labels: [], meaning: 'Sessions erased by their owners.' },
} as const satisfies Record<string, MetricEntry>;

type Table = typeof metricTable;
export type MetricName = keyof Table;
type NameOf<Kind extends MetricEntry['kind']> = {
  [Name in MetricName]: Table[Name]['kind'] extends Kind ? Name : never;
}[MetricName];
export type CounterName = NameOf<'counter'>;
export type GaugeName = NameOf<'gauge'>;
export type HistogramName = NameOf<'histogram'>;

/** The labels a metric is given with: all of its table's, and no other. */
export type LabelsOf<Name extends MetricName> = Readonly<Record<Table[Name]['labels'][number], string>>;
