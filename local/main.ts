import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parsePort, runCommand, UsageError } from './command.ts';
import { readOrCreateHostKeys } from './functionsHost/hostKeys.ts';
import { launch } from './launcher.ts';

const help = `Runs any Azure Functions app written with @azure/functions v4, without Azure and without Core Tools.

usage: node local/main.ts --entry FILE [options]

  --entry FILE   the file that registers the functions
  --app DIR      folder with the app's host.json (default: the current one)
  --port P       0 takes a free one (default 7071)
  --host H       address to listen on (default 127.0.0.1)
  --keys FILE    JSON file with the app's keys, written if there is none (default: no keys, so nothing they protect opens)
  --state DIR    where schedules are kept across restarts (default: nowhere)
  --grace S      seconds that requests in progress may take after a signal (default 10)
  --quiet        no line for each request
  --help

Prints "listening on http://HOST:PORT" once requests are answered; SIGTERM or Ctrl+C ends it.`;

function parseSeconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`--grace takes a whole number of seconds, not "${text}"`);
  return Number(text) * 1_000;
}

await runCommand(import.meta.filename, async () => {
  const { values } = parseArgs({
    options: {
      entry: { type: 'string' },
      app: { type: 'string', default: '.' },
      port: { type: 'string', default: '7071' },
      host: { type: 'string', default: '127.0.0.1' },
      keys: { type: 'string' },
      state: { type: 'string' },
      grace: { type: 'string', default: '10' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  if (values.entry === undefined) throw new UsageError('--entry is missing');
  return launch({
    entry: resolve(values.entry),
    appDirectory: resolve(values.app),
    port: parsePort(values.port),
    hostname: values.host,
    quiet: values.quiet,
    graceMs: parseSeconds(values.grace),
    keys: values.keys === undefined ? {} : readOrCreateHostKeys(resolve(values.keys)),
    stateDirectory: values.state === undefined ? undefined : resolve(values.state),
    announce: () => Promise.resolve([]),
  });
});
