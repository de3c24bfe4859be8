import type { RegisteredFunction } from './appRegistry.ts';
import { StartupError } from './errors.ts';
import { readHostConfig } from './hostConfig.ts';
import { createKeyRing, type HostKeys } from './hostKeys.ts';
import type { HostLog } from './hostLog.ts';
import { createAdminRoutes } from './http/adminRoutes.ts';
import { createHttpServer } from './http/httpServer.ts';
import { createHttpTrigger } from './http/httpTrigger.ts';
import { createRequestQueue } from './http/requestQueue.ts';
import { createCourtesy } from './courtesy.ts';
import { createInvoker } from './invoker.ts';
import { createServiceBusTrigger } from './serviceBus/serviceBusTrigger.ts';
import { startApp } from './startApp.ts';
import { createTimerTrigger } from './timer/timerTrigger.ts';
import type { CreateListener, HostServices, TriggerListener } from './triggerListener.ts';

export interface HostOptions {
  /** Absolute path of the file that registers the functions. */
  readonly entry: string;
  /** Folder that holds `host.json`. */
  readonly appDirectory: string;
  /** 0: one that is free. */
  readonly port: number;
  /** Address to listen on. */
  readonly hostname: string;
  readonly keys: HostKeys;
  /** App settings: the environment the app reads. */
  readonly settings: Readonly<Record<string, string | undefined>>;
  /** Where schedules are kept across restarts; undefined: nowhere. */
  readonly stateDirectory: string | undefined;
  readonly log: HostLog;
  /** Whether each request gets a line in the log. */
  readonly requestLines: boolean;
}

export interface RunningHost {
  readonly port: number;
  /** Without slashes at its ends; may be empty. */
  readonly routePrefix: string;
  /** Takes no more work, lets what is in progress end, at most `graceMs`, then runs the app's `appTerminate` hooks. */
  stop(graceMs: number): Promise<void>;
}

const HTTP_TRIGGER = 'httptrigger';
/** The other kinds of trigger, by binding type in lower case. A function with any further kind keeps the app from starting. */
const listenerByType: ReadonlyMap<string, CreateListener> = new Map([
  ['timertrigger', createTimerTrigger],
  ['servicebustrigger', createServiceBusTrigger],
]);
/** The platform's rule for names. */
const FUNCTION_NAME = /^[a-z][a-z0-9_-]{0,127}$/i;
const RUNNING_CHECK_MS = 20;
const TOO_MANY_REQUESTS = 429;

const typeOf = (fn: RegisteredFunction): string => (fn.trigger.type ?? '').toLowerCase();

function isEnabled(fn: RegisteredFunction, settings: HostOptions['settings']): boolean {
  const disabled = settings[`AzureWebJobs.${fn.name}.Disabled`] ?? settings[`AzureWebJobs_${fn.name}_Disabled`];
  return disabled !== '1' && disabled?.toLowerCase() !== 'true';
}

function faultsOf(fn: RegisteredFunction): string[] {
  const faults: string[] = [];
  if (!FUNCTION_NAME.test(fn.name)) faults.push(`"${fn.name}" is no valid function name.`);
  if (typeOf(fn) !== HTTP_TRIGGER && !listenerByType.has(typeOf(fn))) {
    faults.push(
      `The function "${fn.name}" has a trigger of type ${fn.trigger.type ?? ''}, which this host does not support.`,
    );
  }
  for (const [name, { type = '' }] of Object.entries(fn.metadata.bindings)) {
    if (name === fn.triggerName || (name === '$return' && type.toLowerCase() === 'http')) continue;
    faults.push(`The function "${fn.name}" has a binding of type ${type}, which this host does not support.`);
  }
  return faults;
}

async function until(done: () => boolean, deadline: number): Promise<void> {
  while (!done() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, RUNNING_CHECK_MS));
}

/**
 * Runs a function app as Azure would, but without Azure: the real `@azure/functions` library registers and invokes, everything
 * around it is supplied here. One app in a process, because the library keeps what it was supplied.
 *
 * @throws {StartupError} naming everything for which the platform would refuse the app or quietly leave a function out;
 *   the system's own error when the port cannot be had.
 */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const { log, settings } = options;
  const config = readHostConfig(options.appDirectory);
  const app = await startApp(options.entry, options.appDirectory, log);
  const invoker = createInvoker(app.registry, app.model, app.appHookData, log);
  const keys = createKeyRing(options.keys);
  const courtesy = createCourtesy();
  const services: HostServices = {
    config,
    keys,
    invoker,
    log,
    settings,
    capabilities: app.capabilities,
    courtesy,
    stateDirectory: options.stateDirectory,
  };

  const enabled = app.functions.filter((fn) => isEnabled(fn, settings));
  const withType = (type: string): RegisteredFunction[] => enabled.filter((fn) => typeOf(fn) === type);
  const http = createHttpTrigger(withType(HTTP_TRIGGER), services);
  const listeners = new Map<string, TriggerListener>([[HTTP_TRIGGER, http]]);
  for (const [type, create] of listenerByType) listeners.set(type, create(withType(type), services));

  const admin = createAdminRoutes(keys, (name) => {
    const fn = enabled.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    const listener = fn && listeners.get(typeOf(fn));
    return listener && { runByHand: listener.runByHand && (() => listener.runByHand?.(fn)) };
  });
  // As on the platform, the throttle stands before the routes and leaves the host's own addresses alone.
  const queue = createRequestQueue(config.requestLimits);
  const server = createHttpServer(
    (request, target) => {
      if (/^\/admin\//i.test(target.path)) return admin(request, target);
      return queue(() => courtesy.answering(() => http.answer(request, target))) ?? Promise.resolve(TOO_MANY_REQUESTS);
    },
    log,
    options.requestLines,
  );

  try {
    const faults = [
      ...app.functions.map(faultsOf),
      ...[...listeners.values()].map((listener) => listener.faults),
    ].flat();
    if (faults.length > 0) throw new StartupError(faults);
    const port = await server.listen(options.port, options.hostname);
    for (const listener of listeners.values()) listener.start();
    return { port, routePrefix: config.routePrefix, stop };
  } catch (thrown) {
    await app.terminate();
    throw thrown;
  }

  async function stop(graceMs: number): Promise<void> {
    const deadline = Date.now() + graceMs;
    let isSettled = false;
    const settled = Promise.allSettled([...listeners.values()].map(async (listener) => listener.stop()));
    void settled.then(() => (isSettled = true));
    await server.close(graceMs);
    await until(() => isSettled && invoker.running() === 0, deadline);
    await app.terminate();
  }
}
