import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { dirname, join, resolve } from 'node:path';
import { json } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { CommandError, parsePort, runCommand } from '../local/command.ts';
import { messageOf } from '../local/functionsHost/errors.ts';
import { readOrCreateHostKeys } from '../local/functionsHost/hostKeys.ts';
import { launch } from '../local/launcher.ts';
import { readLocalSettings } from '../local/localSettings.ts';
import { readSettings } from '../shared/config/readSettings.ts';
import { topology } from '../shared/messaging/topology.ts';
import { startServicesThread } from '../local/services/servicesThread.ts';
import type { RunningServices } from '../local/services/startServices.ts';
import { build, bundleFile, isStale } from './build.ts';

const root = dirname(import.meta.dirname);

const help = `Starts Shortlist on this machine. The first start fills the data folder with the default catalogue.

usage: npm start -- [options]

  --port P     port to listen on; 0 takes a free one (default 7071)
  --host H     address to listen on (default 127.0.0.1: this machine only)
  --data DIR   folder of everything that is kept (default: the setting DATA_DIR, else ./data)
  --quiet      no line for each request and message, unless LOG_LEVEL says otherwise
  --help

Settings come from the environment, then from the "Values" of local.settings.json (see local.settings.sample.json).
The keys of the Functions host itself (POST /admin/functions/NAME runs a timer by hand) are in DIR/host-keys.json.
Ctrl+C or SIGTERM ends the server after the requests in progress.`;

/** What holds on a laptop where neither the environment nor local.settings.json says otherwise. */
const localDefaults = {
  AUTH_MODE: 'local',
  DOCUMENT_STORE: 'sqlite',
  OBJECT_STORE: 'file',
  FUNCTIONS_WORKER_RUNTIME: 'node',
  AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
};

/** How long requests in progress may take after a signal. */
const GRACE_MS = 10_000;
const READY_WITHIN_MS = 60_000;
const READY_CHECK_MS = 200;

interface Options {
  port: number;
  hostname: string;
  data: string | undefined;
  quiet: boolean;
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '7071' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return { port: parsePort(values.port), hostname: values.host, data: values.data, quiet: values.quiet };
}

/** Completes the environment, in which an empty value counts as none. Gives the data folder. */
function prepareEnvironment(data: string | undefined): string {
  const { env } = process;
  const settings = [...readLocalSettings(join(root, 'local.settings.json')), ...Object.entries(localDefaults)];
  for (const [name, value] of settings) if ((env[name] ?? '') === '') env[name] = value;
  const given = env.DATA_DIR ?? '';
  env.DATA_DIR = resolve(data ?? (given === '' ? 'data' : given));
  return env.DATA_DIR;
}

/** The app reads the same settings; what is wrong with them is better said before it listens. */
function checkSettings(): void {
  const read = readSettings(process.env);
  if (read.outcome === 'settings') return;
  const lines = read.faults.map(({ message }) => `  ${message}`);
  throw new CommandError(`These settings cannot be used:\n${lines.join('\n')}\nSee docs/settings.md.`);
}

function createDataFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    throw new CommandError(`The data folder ${dataDir} cannot be used: ${messageOf(thrown)}`, { cause: thrown });
  }
}

/** Only embedded stores can be filled before the server runs. Done once for each data folder. */
async function seedOnFirstStart(dataDir: string): Promise<void> {
  const { DOCUMENT_STORE: documents, OBJECT_STORE: objects } = process.env;
  const marker = join(dataDir, 'seeded');
  if (documents !== 'sqlite' || objects !== 'file' || existsSync(marker)) return;
  const { seedDefaultCatalog } = await import('./seed.ts');
  await seedDefaultCatalog({ dataDir, say: (line) => process.stdout.write(`${line}\n`) });
  writeFileSync(marker, `${new Date().toISOString()}\n`);
}

/** The way of events on a laptop, unless the settings name another one. Gives what ends it. */
async function startEventServices(dataDir: string): Promise<RunningServices | undefined> {
  const { env } = process;
  if ((env.EVENT_GRID_TOPIC_ENDPOINT ?? '') !== '') return undefined;
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const directory = join(dataDir, 'services');
  const services = await startServicesThread({ topology, directory }, say).catch((thrown: unknown) => {
    const message = messageOf(thrown);
    const reason = message.includes('is running on the folder')
      ? `A server is running on this data folder (${dataDir}): stop it first, or choose another folder`
      : `The event services in ${directory} cannot start: ${message}`;
    throw new CommandError(reason, { cause: thrown });
  });
  env.EVENT_GRID_TOPIC_ENDPOINT = services.topicEndpoint;
  env.EVENT_GRID_TOPIC_KEY = services.topicKey;
  env.ServiceBusConnection = services.serviceBusConnectionString;
  return services;
}

interface Readiness {
  status: number | undefined;
  /** What a server that is not ready says of the reason. */
  detail: string;
}

async function readReadiness(url: string): Promise<Readiness> {
  const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
  const { detail = '' } = (await json(response)) as { detail?: string };
  return { status: response.statusCode, detail };
}

/** A folder of this machine that cannot be opened now is not worth waiting for; a store elsewhere may be slow to come. */
function waitsForStores(): boolean {
  return process.env.DOCUMENT_STORE !== 'sqlite' || process.env.OBJECT_STORE !== 'file';
}

/** The app opens its stores at its first request, which this is. */
async function waitUntilReady(url: string): Promise<void> {
  const deadline = Date.now() + (waitsForStores() ? READY_WITHIN_MS : 0);
  let readiness = await readReadiness(url);
  while (readiness.status === 503 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, READY_CHECK_MS));
    readiness = await readReadiness(url);
  }
  const { status, detail } = readiness;
  if (status === 503) throw new CommandError(`Shortlist does not get ready. ${detail}`);
  if (status !== 200) throw new CommandError(`Shortlist does not get ready: ${url} answers ${status}; see above.`);
}

await runCommand(import.meta.filename, async () => {
  const options = readOptions();
  if (!options) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  if (options.quiet && (process.env.LOG_LEVEL ?? '') === '') process.env.LOG_LEVEL = 'info';
  const dataDir = prepareEnvironment(options.data);
  checkSettings();
  createDataFolder(dataDir);
  const starting = startEventServices(dataDir);
  // Awaited below: until then a failure is nobody's.
  starting.catch(() => undefined);
  if (isStale()) await build();
  await seedOnFirstStart(dataDir);
  const services = await starting;
  return launch({
    ...options,
    graceMs: GRACE_MS,
    entry: bundleFile,
    appDirectory: root,
    keys: readOrCreateHostKeys(join(dataDir, 'host-keys.json')),
    stateDirectory: dataDir,
    afterStop: async () => services?.close(),
    async announce(baseUrl) {
      await waitUntilReady(`${baseUrl}/health/ready`);
      return [
        'Shortlist is ready.',
        `  API      ${baseUrl}`,
        `  Docs     ${baseUrl}/docs`,
        `  Health   ${baseUrl}/health/ready`,
        `  Data     ${dataDir}`,
        `Stop it with Ctrl+C, or: kill ${process.pid}`,
      ];
    },
  });
});
