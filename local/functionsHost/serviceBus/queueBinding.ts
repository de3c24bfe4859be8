import type { RegisteredFunction } from '../appRegistry.ts';
import { resolveSettings } from '../resolveSettings.ts';
import type { HostServices } from '../triggerListener.ts';

/** What a function wants to receive, and how. */
export interface QueueBinding {
  readonly fn: RegisteredFunction;
  readonly queueName: string;
  readonly connectionString: string;
  /** Whether one invocation takes many messages. */
  readonly isBatch: boolean;
  /** Whether the handler gets bytes instead of text. */
  readonly isBinary: boolean;
  /** Whether a message is completed when its invocation succeeds. */
  readonly autoComplete: boolean;
}

/** Where the platform looks for a connection, in this order. */
const settingNames = (connection: string): string[] => [`AzureWebJobs${connection}`, connection];

function textOf(value: unknown, what: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw new Error(`it has no ${what}`);
  return value;
}

/** @throws {Error} whose message says what is wrong. */
export function toQueueBinding(fn: RegisteredFunction, { settings, config }: HostServices): QueueBinding {
  const { queueName, connection, cardinality, dataType, autoCompleteMessages, ...trigger } = fn.trigger;
  if (trigger.topicName !== undefined) throw new Error('topics are not supported');
  if (trigger.isSessionsEnabled === true) throw new Error('sessions are not supported');
  if (trigger.sdkBinding === true) throw new Error('SDK bindings are not supported');
  if (fn.metadata.retryOptions) throw new Error('it has a retry policy, which the platform ignores on this trigger');
  const name = resolveSettings(textOf(connection, 'connection'), settings);
  const connectionString = settingNames(name)
    .map((setting) => settings[setting])
    .find((value) => value !== undefined && value !== '');
  if (connectionString === undefined) throw new Error(`the setting ${name} is missing`);
  if (!/^\s*Endpoint=sb:\/\/./i.test(connectionString)) {
    throw new Error(`the setting ${name} is no Service Bus connection string`);
  }
  return {
    fn,
    connectionString,
    queueName: resolveSettings(textOf(queueName, 'queueName'), settings),
    isBatch: cardinality === 'many',
    isBinary: dataType === 'binary',
    autoComplete: typeof autoCompleteMessages === 'boolean' ? autoCompleteMessages : config.serviceBus.autoComplete,
  };
}
