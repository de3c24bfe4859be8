import { join } from 'node:path';
import { startShortlist } from '../http/contenders.ts';
import type { ResponseChange } from '../http/load.ts';
import { createWorkload } from '../http/workload.ts';
import { withTemporaryFolder } from '../support/cleanUp.ts';
import { readCount, readCounts, type OptionValues } from '../support/options.ts';
import { hasRedisServer, startRedis, type RunningRedis } from '../support/redisServer.ts';
import { showProgress, type BenchReport } from '../support/report.ts';
import { recordResponses } from './cost/count.ts';
import { measureFreshness, type FreshnessOptions } from './freshness/measure.ts';
import { toReport, type EventMeasurements } from './report.ts';
import { measureThrowing } from './throwing/measure.ts';
import { measureThroughput } from './throughput/measure.ts';
import type { ThroughputTask } from './throughput/task.ts';

const SEED = 20_261_121;
const RATES = '50,200';
const FULL = {
  ...{ rounds: 3, warmUpSeconds: 5, seconds: 10, pauseSeconds: 2 },
  ...{ firstRate: 400, tries: 8, searchSeconds: 6, events: 20_000, responses: 12 },
};
const QUICK = {
  ...{ rounds: 1, warmUpSeconds: 1, seconds: 2, pauseSeconds: 1 },
  ...{ firstRate: 100, tries: 1, searchSeconds: 2, events: 2_000, responses: 2 },
};
/** The search for the highest rate ends when it is known this exactly. */
const PRECISION = 0.1;
/** Responses while a consumer throws. */
const THROWING_PER_SECOND = 50;
/** Events in one call, and calls under way at once. */
const BATCH = 100;
const SENDERS = 4;

export const help = `events    From an acknowledged response to the recommendation that shows it; events per second; what a response costs
          --rates a,b        responses each second, default ${RATES}
          --seconds S        at each rate, default ${FULL.seconds}
          --tries T          rates tried in the search for the highest that is sustained, default ${FULL.tries}
          --events N         through the queue alone, default ${FULL.events}; quick ${QUICK.events}
          --rounds R         default ${FULL.rounds}`;

export const options = {
  rates: { type: 'string' },
  seconds: { type: 'string' },
  tries: { type: 'string' },
  events: { type: 'string' },
  rounds: { type: 'string' },
} as const;

export const usesPeers = true;

interface Sizes {
  rates: number[];
  seconds: number;
  searchSeconds: number;
  tries: number;
  warmUpSeconds: number;
  pauseSeconds: number;
  firstRate: number;
  rounds: number;
  responses: number;
  throughput: ThroughputTask;
}

export async function run(values: OptionValues, quick: boolean): Promise<BenchReport> {
  const preset = quick ? QUICK : FULL;
  const events = readCount(values, 'events', preset.events);
  const sizes: Sizes = {
    ...preset,
    rates: readCounts({ rates: RATES, ...values }, 'rates', 0),
    seconds: readCount(values, 'seconds', preset.seconds),
    tries: readCount(values, 'tries', preset.tries),
    rounds: readCount(values, 'rounds', preset.rounds),
    throughput: { events, batch: BATCH, senders: SENDERS },
  };
  return withTemporaryFolder(async (dataFolder) => {
    const changes = await exploreChanges(dataFolder);
    const redis = hasRedisServer() ? await startRedis() : undefined;
    if (redis === undefined) showProgress('events: no redis-server on the PATH: the rows that need one are left out');
    try {
      return toReport(await measureAll(dataFolder, changes, redis, sizes), { ...sizes, quick });
    } finally {
      await redis?.stop();
    }
  });
}

/** Starts the app once on a new data folder, which also fills it. */
async function exploreChanges(dataFolder: string): Promise<ResponseChange[]> {
  showProgress('events: preparing the catalogue and the responses');
  const { origin, server } = await startShortlist(dataFolder);
  try {
    return (await createWorkload(origin)).changes;
  } finally {
    await server.stop();
  }
}

async function measureAll(
  dataFolder: string,
  changes: readonly ResponseChange[],
  redis: RunningRedis | undefined,
  sizes: Sizes,
): Promise<EventMeasurements> {
  showProgress('events: what a response costs');
  const servicesFolder = join(dataFolder, 'servicesOfCost');
  const recorded = await recordResponses({ dataFolder, servicesFolder, changes, responses: sizes.responses });

  const throughput = await measureThroughput(sizes.throughput, sizes.rounds, redis?.url);

  const modes = new Map<string, Record<string, string>>([['embedded', { CACHE: 'memory' }]]);
  if (redis !== undefined) modes.set('redis', { CACHE: 'redis', REDIS_URL: redis.url });
  const freshness: EventMeasurements['freshness'] = new Map([...modes.keys()].map((name) => [name, []]));
  for (let round = 0; round < sizes.rounds; round += 1) {
    for (const [name, environment] of round % 2 === 0 ? modes : [...modes].reverse()) {
      showProgress(`events: ${name}, round ${round + 1} of ${sizes.rounds}`);
      const search = { first: sizes.firstRate, tries: sizes.tries, precision: PRECISION };
      const own: FreshnessOptions = {
        start: (key) => startShortlist(dataFolder, { ...environment, ADMIN_KEY: key }),
        ...{ changes, ...sizes, search, seed: SEED + 100 * round },
      };
      freshness.get(name)!.push(await measureFreshness(name, own));
    }
  }
  const throwing = await measureThrowing(dataFolder, THROWING_PER_SECOND, sizes.rounds, {
    changes,
    ...sizes,
    seed: SEED,
  });
  return { recorded, throughput, freshness, throwing };
}
