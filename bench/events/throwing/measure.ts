import { join } from 'node:path';
import { startServicesThread } from '../../../local/services/servicesThread.ts';
import { topology } from '../../../shared/messaging/topology.ts';
import { isOk } from '../../http/api.ts';
import type { Contender } from '../../http/contenders.ts';
import { showProgress } from '../../support/report.ts';
import { findFreePort, startServer } from '../../support/server.ts';
import { measureFreshness, type FreshnessOptions, type RateRun } from '../freshness/measure.ts';

/** The consumer that fails each time; the recommendations that are waited for come from another one. */
const BROKEN = 'report';

export type ThrowingRounds = Record<'none' | 'one', RateRun[]>;

/** The same responses with all consumers at work and with one that throws whatever it is given. */
export async function measureThrowing(
  dataFolder: string,
  perSecond: number,
  rounds: number,
  options: Omit<FreshnessOptions, 'start' | 'rates' | 'search'>,
): Promise<ThrowingRounds> {
  const measured: ThrowingRounds = { none: [], one: [] };
  for (let round = 0; round < rounds; round += 1) {
    const order = ['none', 'one'] as const;
    for (const throwing of round % 2 === 0 ? order : order.toReversed()) {
      const name = throwing === 'one' ? `${BROKEN} throws` : 'nothing throws';
      const services = await startServicesThread(
        { topology, directory: join(dataFolder, `services-${throwing}-${round}`) },
        showProgress,
      );
      try {
        const { fixed } = await measureFreshness(name, {
          ...options,
          rates: [perSecond],
          search: { first: perSecond, tries: 0, precision: 1 },
          start: (adminKey) =>
            startApp({
              ADMIN_KEY: adminKey,
              DATA_DIR: dataFolder,
              EVENT_GRID_TOPIC_ENDPOINT: services.topicEndpoint,
              EVENT_GRID_TOPIC_KEY: services.topicKey,
              ServiceBusConnection: services.serviceBusConnectionString,
              ...(throwing === 'one' && { BENCH_THROWS: BROKEN }),
            }),
        });
        measured[throwing].push(...fixed);
      } finally {
        await services.close();
      }
    }
  }
  return measured;
}

async function startApp(environment: Record<string, string>): Promise<Contender> {
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = await startServer({
    command: process.execPath,
    args: ['local/main.ts', '--entry', 'bench/events/throwing/entry.ts', '--port', String(port), '--quiet'],
    environment: {
      AUTH_MODE: 'local',
      DOCUMENT_STORE: 'sqlite',
      OBJECT_STORE: 'file',
      LOG_LEVEL: 'warn',
      ...environment,
    },
    isReady: () => isOk(`${origin}/api/health/ready`),
  });
  return { origin, server };
}
