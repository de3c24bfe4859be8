import type {
  Binding,
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HookName,
  LogCategory,
  LogLevel,
  ProgrammingModel,
} from './coreTypes.ts';
import type { HostLog } from './hostLog.ts';

/** The versions this host presents itself as: those whose behaviour it mirrors. */
const WORKER_VERSION = '3.9.1';
const HOST_VERSION = '4.1037.0';

export interface RegisteredFunction {
  readonly name: string;
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
  /** Name of the trigger's binding, under which its data is handed in. */
  readonly triggerName: string;
  readonly trigger: Binding;
}

/** What one app has registered. The library keeps the core api for good, so there is one registry in a process. */
export interface AppRegistry {
  /** What `require('@azure/functions-core')` gives. */
  readonly coreApi: object;
  readonly hooks: Readonly<Record<HookName, HookCallback[]>>;
  /** In the order of registration. */
  functions(): RegisteredFunction[];
  programmingModel(): ProgrammingModel | undefined;
  /** From now on registering a function throws. */
  close(): void;
}

class Disposable {
  readonly #release: () => void;

  constructor(release: () => void) {
    this.#release = release;
  }

  dispose(): void {
    this.#release();
  }
}

/** The platform tells its own errors from the app's by this mark; the library looks at it too. */
function systemError(error: Error): Error {
  return Object.assign(error, { isAzureFunctionsSystemError: true });
}

const isTrigger = (binding: Binding): boolean => /trigger$/i.test(binding.type ?? '');

export function createAppRegistry(log: HostLog): AppRegistry {
  /** Keyed by the name in lower case: the platform compares names without regard to case. */
  const functions = new Map<string, RegisteredFunction>();
  const hooks: Record<HookName, HookCallback[]> = {
    appStart: [],
    appTerminate: [],
    preInvocation: [],
    postInvocation: [],
  };
  let model: ProgrammingModel | undefined;
  let closed = false;

  function registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
    const name = metadata.name ?? '';
    if (closed) {
      throw systemError(new Error(`A function can only be registered during app startup ("${name}").`));
    }
    const key = name.toLowerCase();
    if (functions.has(key)) throw systemError(new Error(`A function named "${name}" has already been registered.`));
    const trigger = Object.entries(metadata.bindings).find(([, binding]) => isTrigger(binding));
    if (!trigger) throw systemError(new Error(`The function "${name}" has no trigger.`));
    functions.set(key, { name, metadata, callback, triggerName: trigger[0], trigger: trigger[1] });
    return new Disposable(() => functions.delete(key));
  }

  function registerHook(hookName: string, callback: HookCallback): Disposable {
    if (!Object.hasOwn(hooks, hookName)) throw systemError(new RangeError(`Unrecognized hook "${hookName}"`));
    const callbacks = hooks[hookName as HookName];
    callbacks.push(callback);
    return new Disposable(() => {
      const index = callbacks.indexOf(callback);
      if (index >= 0) callbacks.splice(index, 1);
    });
  }

  return {
    hooks,
    coreApi: {
      version: WORKER_VERSION,
      hostVersion: HOST_VERSION,
      registerFunction,
      registerHook,
      setProgrammingModel: (given: ProgrammingModel) => (model = given),
      getProgrammingModel: () => model,
      log: (level: LogLevel, category: LogCategory, message: string) => log.write(level, category, message),
      Disposable,
    },
    functions: () => [...functions.values()],
    programmingModel: () => model,
    close: () => (closed = true),
  };
}
