import { join } from 'node:path';
import { startRedisServer, stopAllRedisServers, type RedisServer } from '../../support/redisServer.ts';
import { stopAllServers, type ServerProcess } from '../../support/serverProcess.ts';
import { createTemporaryFolder } from '../../support/temporaryFolder.ts';
import { importCatalog, leaveEmpty, startApp } from './app.ts';
import { startEventServices, type EventServices } from './eventServices.ts';

/** A Redis, a topic, a broker and a folder for the app that uses them, each in reach of a test. */
export interface Surroundings {
  readonly dataDir: string;
  readonly redis: RedisServer;
  readonly services: EventServices;
  /** The app, with the small catalogue from its first start on. */
  start(settings?: Readonly<Record<string, string>>): Promise<ServerProcess>;
}

const opened: (() => Promise<void> | void)[] = [];

export async function openSurroundings(options: { lockSeconds?: number } = {}): Promise<Surroundings> {
  const folder = createTemporaryFolder();
  opened.push(folder.remove);
  const services = await startEventServices({ directory: join(folder.path, 'services'), ...options });
  opened.push(() => services.close());
  const redis = await startRedisServer();
  let isFirst = true;
  leaveEmpty(folder.path);
  return {
    dataDir: folder.path,
    redis,
    services,
    async start(settings) {
      const server = await startApp({ dataDir: folder.path, redis, settings: { ...services.settings, ...settings } });
      if (isFirst) await importCatalog(server);
      isFirst = false;
      return server;
    },
  };
}

/** For `afterEach`: ends all that a test has opened, the apps first. */
export async function closeSurroundings(): Promise<void> {
  await stopAllServers();
  await stopAllRedisServers();
  for (const close of opened.splice(0).reverse()) await close();
}
