import { flushCompileCache } from 'node:module';
import { CommandError } from './command.ts';
import { describe, StartupError } from './functionsHost/errors.ts';
import { createHostLog } from './functionsHost/hostLog.ts';
import type { HostKeys } from './functionsHost/hostKeys.ts';
import { startHost } from './functionsHost/startHost.ts';

export interface LaunchOptions {
  /** Absolute path of the file that registers the functions. */
  readonly entry: string;
  /** Folder that holds `host.json`. */
  readonly appDirectory: string;
  readonly port: number;
  readonly hostname: string;
  /** No line for each request. */
  readonly quiet: boolean;
  /** How long requests in progress may take after a signal. */
  readonly graceMs: number;
  readonly keys: HostKeys;
  readonly stateDirectory: string | undefined;
  /** Lines to print once requests are answered, given the URL below which all routes are. May reject: the app ends then. */
  readonly announce: (baseUrl: string) => Promise<readonly string[]>;
  /** Ends what was started for the app, once it needs nothing any more. */
  readonly afterStop?: () => Promise<void>;
}

/** What a person needs to read when the app does not start. */
function explainFailure(thrown: unknown, { port, hostname }: { port: number; hostname: string }): string {
  if (thrown instanceof StartupError || thrown instanceof CommandError) return thrown.message;
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${port} of ${hostname} is in use. Choose another one with --port.`;
  if (code === 'EACCES')
    return `Port ${port} of ${hostname} may not be used by this user. Choose another one with --port.`;
  if (code === 'EADDRNOTAVAIL') return `${hostname} is no address of this machine.`;
  return describe(thrown);
}

/** Runs the app until SIGTERM or SIGINT, then ends the process: with 0, or with 1 when the app did not start. */
export async function launch(options: LaunchOptions): Promise<never> {
  const log = createHostLog(process.stdout);
  const signal = new Promise<void>((resolve) => {
    // Ctrl+C in a terminal reaches the process more than once when npm passes it on: later ones change nothing.
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => resolve());
  });
  try {
    const host = await startHost({ ...options, settings: process.env, log, requestLines: !options.quiet });
    const origin = `http://${options.hostname.includes(':') ? `[${options.hostname}]` : options.hostname}:${host.port}`;
    log.line(`listening on ${origin}`);
    const baseUrl = host.routePrefix === '' ? origin : `${origin}/${host.routePrefix}`;
    try {
      // A signal ends an app too that does not get ready.
      const lines = await Promise.race([options.announce(baseUrl), signal]);
      for (const line of lines ?? []) log.line(line);
      // Normally written at exit, which a killed server never reaches.
      flushCompileCache();
      await signal;
      log.line('stopping');
    } finally {
      await host.stop(options.graceMs);
      await options.afterStop?.();
    }
    log.line('stopped');
  } catch (thrown) {
    log.flush();
    process.stderr.write(`${explainFailure(thrown, options)}\n`);
    process.exit(1);
  }
  log.flush();
  process.exit(0);
}
