import { createAppRegistry, type AppRegistry, type RegisteredFunction } from './appRegistry.ts';
import type { ProgrammingModel } from './coreTypes.ts';
import { describe, StartupError } from './errors.ts';
import type { HostLog } from './hostLog.ts';
import { loadApp } from './loadApp.ts';

export interface StartedApp {
  readonly registry: AppRegistry;
  readonly model: ProgrammingModel;
  /** In the order of their names, the one in which the platform keeps them. */
  readonly functions: readonly RegisteredFunction[];
  /** What the app told of itself in its set-up. */
  readonly capabilities: Readonly<Record<string, string>>;
  /** Shared by all hooks of the app. */
  readonly appHookData: object;
  /** Runs the `appTerminate` hooks; never rejects. */
  terminate(): Promise<void>;
}

/** Without regard to case, by code units: .NET's OrdinalIgnoreCase, which compares upper case. */
function byName(a: RegisteredFunction, b: RegisteredFunction): number {
  const [x, y] = [a.name.toUpperCase(), b.name.toUpperCase()];
  return x < y ? -1 : x > y ? 1 : 0;
}

/**
 * Loads the app, runs its `appStart` hooks and ends the time in which it may register functions or change its set-up.
 *
 * @throws {StartupError} when any of this fails, or nothing was registered.
 */
export async function startApp(entry: string, appDirectory: string, log: HostLog): Promise<StartedApp> {
  const registry = createAppRegistry(log);
  const appHookData = {};
  const hookContext = () => ({ hookData: {}, appHookData, functionAppDirectory: appDirectory });

  await loadApp(entry, registry.coreApi);
  for (const hook of registry.hooks.appStart) {
    try {
      await hook(hookContext());
    } catch (thrown) {
      throw new StartupError([`An appStart hook failed: ${describe(thrown)}`], thrown);
    }
  }
  registry.close();

  async function terminate(): Promise<void> {
    for (const hook of registry.hooks.appTerminate) {
      try {
        await hook(hookContext());
      } catch (thrown) {
        log.write('error', 'host', `an appTerminate hook failed: ${describe(thrown)}`);
      }
    }
  }

  const fail = async (fault: string): Promise<never> => {
    await terminate();
    throw new StartupError([fault]);
  };
  const model = registry.programmingModel();
  const functions = registry.functions().sort(byName);
  if (!model || functions.length === 0) return fail(`The app's entry file ${entry} registers no function.`);
  // Asking for the capabilities is what locks the set-up of the library.
  const capabilities = await model.getCapabilities({});
  if (capabilities.HttpUri !== undefined)
    return fail('The app turns on HTTP streaming, which this host does not support.');
  return { registry, model, functions, capabilities, appHookData, terminate };
}
