import { setTimeout as wait } from 'node:timers/promises';

/** What the server has counted since its start. */
export interface Counters {
  /** Events published from the outbox. */
  published: number;
  /** Messages that consumers were done with. */
  handled: number;
}

export const ADMIN_KEY = 'administrator-key-of-the-benchmark';

const POLL_MS = 50;
/** Without a change for so long nothing is under way. */
const QUIET_MS = 400;

async function readCounters(origin: string): Promise<Counters> {
  const response = await fetch(`${origin}/api/manage/metrics`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
  const text = await response.text();
  if (!response.ok) throw new Error(`the metrics were answered with ${response.status}: ${text.slice(0, 500)}`);
  return {
    published: sumOf(text, 'shortlist_publish_total'),
    handled: sumOf(text, 'shortlist_queue_handled_total'),
  };
}

/** Over all series of a metric in Prometheus' text format. */
function sumOf(text: string, metric: string): number {
  const samples = text.matchAll(new RegExp(`^${metric}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'));
  return [...samples].reduce((sum, [, value]) => sum + Number(value), 0);
}

/** Waits until nothing is counted any more. */
export async function waitUntilQuiet(origin: string): Promise<{ counters: Counters; lastChangeMs: number }> {
  let counters = await readCounters(origin);
  let lastChangeMs = performance.now();
  while (performance.now() - lastChangeMs < QUIET_MS) {
    await wait(POLL_MS);
    const now = await readCounters(origin);
    if (now.published !== counters.published || now.handled !== counters.handled) lastChangeMs = performance.now();
    counters = now;
  }
  return { counters, lastChangeMs };
}
