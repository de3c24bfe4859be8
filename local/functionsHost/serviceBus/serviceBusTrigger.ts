import type { RegisteredFunction } from '../appRegistry.ts';
import { messageOf } from '../errors.ts';
import type { HostServices, TriggerListener } from '../triggerListener.ts';
import { toQueueBinding, type QueueBinding } from './queueBinding.ts';
import { startQueueListener, type QueueListener } from './queueListener.ts';

/** Invokes functions with the messages of their queues, from whatever Service Bus their connection strings name. */
export function createServiceBusTrigger(
  functions: readonly RegisteredFunction[],
  services: HostServices,
): TriggerListener {
  const bindings: QueueBinding[] = [];
  const faults: string[] = [];
  for (const fn of functions) {
    try {
      bindings.push(toQueueBinding(fn, services));
    } catch (thrown) {
      faults.push(`The Service Bus trigger of "${fn.name}" cannot run: ${messageOf(thrown)}.`);
    }
  }
  let listeners: QueueListener[] = [];
  return {
    faults,
    start() {
      listeners = bindings.map((binding) => startQueueListener(binding, services));
    },
    async stop() {
      await Promise.all(listeners.map((listener) => listener.stop()));
    },
  };
}
