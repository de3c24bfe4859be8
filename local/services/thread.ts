import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../functionsHost/errors.ts';
import type { HostLog } from '../functionsHost/hostLog.ts';
import type { FromServices } from './servicesThread.ts';
import { startServices, type ServicesOptions } from './startServices.ts';

const port = parentPort!;
const tell = (message: FromServices): void => port.postMessage(message);
const log: HostLog = {
  line: (text) => tell({ kind: 'line', text }),
  write(level, source, message) {
    if (level === 'warning' || level === 'error' || level === 'critical') {
      tell({ kind: 'line', text: `[${level}] ${source}: ${message}` });
    }
  },
  flush: () => undefined,
};

try {
  const services = await startServices(workerData as ServicesOptions, log);
  const { topicEndpoint, topicKey, serviceBusConnectionString } = services;
  tell({ kind: 'started', topicEndpoint, topicKey, serviceBusConnectionString });
  await once(port, 'message');
  await services.close();
} catch (thrown) {
  tell({ kind: 'failed', message: messageOf(thrown) });
}
port.close();
