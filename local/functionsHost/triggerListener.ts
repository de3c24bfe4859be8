import type { RegisteredFunction } from './appRegistry.ts';
import type { HostConfig } from './hostConfig.ts';
import type { HostLog } from './hostLog.ts';
import type { KeyRing } from './hostKeys.ts';
import type { Courtesy } from './courtesy.ts';
import type { Invoker } from './invoker.ts';

/** What the host lends to every kind of trigger. */
export interface HostServices {
  readonly config: HostConfig;
  readonly keys: KeyRing;
  readonly invoker: Invoker;
  readonly log: HostLog;
  /** For invocations that nobody waits for. */
  readonly courtesy: Courtesy;
  /** App settings, for `%NAME%` in a binding. */
  readonly settings: Readonly<Record<string, string | undefined>>;
  /** What the app told of itself in its set-up. */
  readonly capabilities: Readonly<Record<string, string>>;
  /** Folder for what must outlive a restart (schedules); undefined: nothing does. */
  readonly stateDirectory: string | undefined;
}

/** One kind of trigger, with all functions that have it. */
export interface TriggerListener {
  /** What is wrong with the functions, a sentence each. With any of these the app does not start. */
  readonly faults: readonly string[];
  start(): void;
  /**
   * Begins no further invocation; those in progress go on. A promise resolves when what comes after them (settling messages)
   * is done too.
   */
  stop(): void | Promise<void>;
  /** Runs a function by hand, as `POST /admin/functions/{name}` asks; absent: this kind cannot be run so. */
  runByHand?(fn: RegisteredFunction): void;
}

/** @param functions in the order of their names, the one the platform uses. */
export type CreateListener<L extends TriggerListener = TriggerListener> = (
  functions: readonly RegisteredFunction[],
  services: HostServices,
) => L;
