import { join } from 'node:path';
import { findFreePort, projectFolder, startServer, type RunningServer } from '../support/server.ts';
import { isOk } from './api.ts';
import { JSON_HEADERS } from './load.ts';

/** A server under test, and where it listens. */
export interface Contender {
  origin: string;
  server: RunningServer;
}

const probe: RequestInit = { method: 'POST', headers: JSON_HEADERS, body: '{}' };
const benchFile = (name: string): string => join(projectFolder, 'bench', 'http', name);

/** node:http and nothing else. */
export async function startBare(responseBytes: number): Promise<Contender> {
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = await startServer({
    command: process.execPath,
    args: [benchFile('bareServer.ts')],
    environment: { BARE_PORT: String(port), BARE_BYTES: String(responseBytes) },
    isReady: () => isOk(origin, probe),
  });
  return { origin, server };
}

/** A function that does nothing, on the local host. */
export async function startHello(responseBytes: number): Promise<Contender> {
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = await startServer({
    command: process.execPath,
    args: ['local/main.ts', '--entry', benchFile('helloEntry.ts'), '--port', String(port), '--quiet'],
    environment: { HELLO_BYTES: String(responseBytes) },
    isReady: () => isOk(`${origin}${HELLO_PATH}`, probe),
  });
  return { origin, server };
}

export const HELLO_PATH = '/api/hello';

/** The app as `npm start` runs it, on stores in `dataFolder`. */
export async function startShortlist(
  dataFolder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Contender> {
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = await startServer({
    command: process.execPath,
    args: ['scripts/withNode24.mjs', 'scripts/start.ts', '--port', String(port), '--data', dataFolder, '--quiet'],
    environment,
    isReady: () => isOk(`${origin}/api/health/ready`),
  });
  return { origin, server };
}
